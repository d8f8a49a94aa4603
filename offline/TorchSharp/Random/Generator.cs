namespace TorchSharp;

public static partial class torch
{
    /// <summary>A stream of random numbers. Always on the CPU, whatever device is named: so it is in the real package too.</summary>
    public class Generator : IDisposable
    {
        private unsafe Generator(bool standard, ulong seed, Device device)
        {
            nint generator;
            Operators.Check(NativeMethods.nidl_generator(standard ? 1 : 0, seed, &generator));
            Handle = generator;
            this.device = device;
        }

        public Generator(ulong seed = 0, Device? device = null) : this(false, seed, device ?? CPU) { }

        ~Generator() => Dispose(false);

        public static Generator Default => new(true, 0, CPU);

        public Device device { get; }

        public IntPtr Handle { get; private set; }

        public unsafe Tensor get_state()
        {
            nint state;
            Check(NativeMethods.nidl_generator_state(Handle, &state));
            return Tensor.Own(state);
        }

        public void set_state(Tensor value)
        {
            Check(NativeMethods.nidl_set_generator_state(Handle, value.Handle));
            GC.KeepAlive(value);
        }

        public unsafe Generator manual_seed(long seed)
        {
            ulong bits = (ulong)seed;
            Check(NativeMethods.nidl_generator_seed(Handle, 1, &bits));
            return this;
        }

        public unsafe long seed()
        {
            ulong drawn;
            Check(NativeMethods.nidl_generator_reseed(Handle, &drawn));
            return (long)drawn;
        }

        public unsafe long initial_seed()
        {
            ulong seed;
            Check(NativeMethods.nidl_generator_seed(Handle, 0, &seed));
            return (long)seed;
        }

        private void Check(int status)
        {
            Operators.Check(status);
            GC.KeepAlive(this);
        }

        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        protected virtual void Dispose(bool disposing)
        {
            if (Handle == 0) return;
            NativeMethods.nidl_release_generator(Handle);
            Handle = 0;
        }
    }
}
