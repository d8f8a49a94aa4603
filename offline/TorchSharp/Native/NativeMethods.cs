using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

[assembly: DisableRuntimeMarshalling]

namespace TorchSharp;

/// <summary>The exports of libTorchShim.so. Those that return an int return 0, or 1 with the text in <see cref="nidl_error"/>.</summary>
internal static unsafe class NativeMethods
{
    private const string Library = "TorchShim";

    // A library of other sources may take other arguments, and would end the process at the first call.
    static NativeMethods()
    {
        if (SourcesOfLibrary() is var found && found != ShimSources.Number)
            throw new DllNotFoundException(
                $"libTorchShim.so must be compiled from the sources {ShimSources.Number} that this TorchSharp assembly was built with, but it is from {found}; run ./build.sh build.");
    }

    [DllImport(Library)] internal static extern byte* nidl_sources();
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

    [DllImport(Library)] internal static extern int nidl_script_load(byte* bytes, long size, long device, long index, nint* module);
    [DllImport(Library)] internal static extern void nidl_script_release(nint module);
    [DllImport(Library)] internal static extern int nidl_script_forward(nint module, nint input, nint* output);
    [DllImport(Library)] internal static extern int nidl_script_train(nint module, int enabled);
    [DllImport(Library)] internal static extern int nidl_script_training(nint module);
    [DllImport(Library)] internal static extern int nidl_script_to(nint module, long type, long device, long index);
    [DllImport(Library)] internal static extern int nidl_script_parts(nint module, long which, int recurse, nint** handles, byte*** names, long* count);

    [DllImport(Library)] internal static extern int nidl_cuda_devices();
    [DllImport(Library)] internal static extern int nidl_threads();
    [DllImport(Library)] internal static extern int nidl_set_threads(int count);
    [DllImport(Library)] internal static extern int nidl_interop_threads();
    [DllImport(Library)] internal static extern int nidl_set_interop_threads(int count);

    private static string SourcesOfLibrary()
    {
        try
        {
            return Marshal.PtrToStringUTF8((nint)nidl_sources())!;
        }
        catch (EntryPointNotFoundException)
        {
            return "older ones";
        }
    }
}
