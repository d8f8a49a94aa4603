using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

[assembly: DisableRuntimeMarshalling]

namespace TorchSharp;

/// <summary>The exports of libTorchShim.so. Those that return an int return 0, or 1 with the text in <see cref="nidl_error"/>.</summary>
internal static unsafe class NativeMethods
{
    private const string Library = "TorchShim";

    [DllImport(Library)] internal static extern byte* nidl_error();
    [DllImport(Library)] internal static extern byte* nidl_version();
    [DllImport(Library)] internal static extern long nidl_live_handles();

    [DllImport(Library)] internal static extern int nidl_find(byte* name, byte* overload, nint* op);
    [DllImport(Library)] internal static extern int nidl_call(nint op, NativeValue* arguments, long count, NativeValue* results, long capacity, long* produced);

    [DllImport(Library)] internal static extern void nidl_release(nint handle);
    [DllImport(Library)] internal static extern int nidl_alias(nint handle, nint* copy);
    [DllImport(Library)] internal static extern int nidl_property(nint handle, long which, long* value);
    [DllImport(Library)] internal static extern int nidl_layout(nint handle, long* values, long capacity, long* dimensions);
    [DllImport(Library)] internal static extern int nidl_set_data(nint handle, nint data);

    [DllImport(Library)] internal static extern int nidl_set_requires_grad(nint handle, int enabled);
    [DllImport(Library)] internal static extern int nidl_grad(nint handle, nint* grad);
    [DllImport(Library)] internal static extern int nidl_set_grad(nint handle, nint grad);
    [DllImport(Library)] internal static extern int nidl_retain_grad(nint handle);
    [DllImport(Library)] internal static extern int nidl_backward(nint* tensors, long count, nint* gradients, long gradientCount, nint* inputs, long inputCount,
        int retainGraph, int createGraph);
    [DllImport(Library)] internal static extern int nidl_autograd_grad(nint* outputs, long outputCount, nint* inputs, long inputCount, nint* gradients,
        long gradientCount, int retainGraph, int createGraph, int allowUnused, nint* results);

    [DllImport(Library)] internal static extern int nidl_grad_mode();
    [DllImport(Library)] internal static extern void nidl_set_grad_mode(int enabled);
    [DllImport(Library)] internal static extern int nidl_inference_mode();
    [DllImport(Library)] internal static extern int nidl_enter_inference_mode(int enabled, nint* mode);
    [DllImport(Library)] internal static extern void nidl_leave_inference_mode(nint mode);

    [DllImport(Library)] internal static extern int nidl_generator(int standard, ulong seed, nint* generator);
    [DllImport(Library)] internal static extern void nidl_release_generator(nint generator);
    [DllImport(Library)] internal static extern int nidl_generator_seed(nint generator, int assign, ulong* seed);
    [DllImport(Library)] internal static extern int nidl_generator_reseed(nint generator, ulong* seed);
    [DllImport(Library)] internal static extern int nidl_generator_state(nint generator, nint* state);
    [DllImport(Library)] internal static extern int nidl_set_generator_state(nint generator, nint state);

    [DllImport(Library)] internal static extern int nidl_cuda_devices();
    [DllImport(Library)] internal static extern int nidl_threads();
    [DllImport(Library)] internal static extern int nidl_set_threads(int count);
    [DllImport(Library)] internal static extern int nidl_interop_threads();
    [DllImport(Library)] internal static extern int nidl_set_interop_threads(int count);
}
