namespace TorchSharp;

public static partial class torch
{
    public static IDisposable no_grad() => new GradMode(false);

    public static IDisposable enable_grad(bool enabled = true) => new GradMode(enabled);

    public static IDisposable set_grad_enabled(bool mode = true) => new GradMode(mode);

    public static bool is_grad_enabled() => NativeMethods.nidl_grad_mode() != 0;

    public static IDisposable inference_mode(bool mode = true) => new InferenceMode(mode);

    public static bool is_inference_mode_enabled() => NativeMethods.nidl_inference_mode() != 0;

    /// <summary>Sets the calling thread's grad mode and restores it at the end.</summary>
    private sealed class GradMode : IDisposable
    {
        private readonly int _before = NativeMethods.nidl_grad_mode();

        internal GradMode(bool enabled) => NativeMethods.nidl_set_grad_mode(enabled ? 1 : 0);

        public void Dispose() => NativeMethods.nidl_set_grad_mode(_before);
    }

    private sealed class InferenceMode : IDisposable
    {
        private nint _guard;

        internal unsafe InferenceMode(bool enabled)
        {
            nint guard;
            Operators.Check(NativeMethods.nidl_enter_inference_mode(enabled ? 1 : 0, &guard));
            _guard = guard;
        }

        public void Dispose()
        {
            if (_guard == 0) return;
            NativeMethods.nidl_leave_inference_mode(_guard);
            _guard = 0;
        }
    }
}
