namespace TorchSharp;

public static partial class torch
{
    public static partial class jit
    {
        public static ScriptModule<T1, TResult> load<T1, TResult>(byte[] bytes, DeviceType device_type = DeviceType.CPU, long device_index = -1) =>
            new(Load(bytes, device_type, device_index));

        private static unsafe nint Load(byte[] bytes, DeviceType type, long index)
        {
            if (type == DeviceType.CUDA && !cuda.is_available()) throw new InvalidOperationException("CUDA is not available.");
            nint module;
            fixed (byte* first = bytes)
                Operators.Check(NativeMethods.nidl_script_load(first, bytes.LongLength, (long)type, type == DeviceType.CUDA ? index : -1, &module));
            return module;
        }
    }
}
