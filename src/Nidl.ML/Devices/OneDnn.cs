using System.Runtime.InteropServices;
using Nidl.ML.Losses;

namespace Nidl.ML;

/// <summary>
/// Turns off, for the whole process, the two libraries that libtorch's convolutions call on a CPU. TorchSharp has no call for it; these are
/// the functions of libtorch behind <c>torch.backends.mkldnn.enabled</c> and <c>torch.backends.nnpack.enabled</c>.
/// </summary>
internal static unsafe class OneDnn
{
    // The names as GCC and Clang write them, and as Microsoft's compiler does, which is not tried.
    private static readonly (string Context, string OneDnn, string NnPack) s_names = OperatingSystem.IsWindows()
        ? ("?globalContext@at@@YAAEAVContext@1@XZ", "?setUserEnabledMkldnn@Context@at@@QEAAX_N@Z", "?setUserEnabledNNPACK@Context@at@@QEAAX_N@Z")
        : ("_ZN2at13globalContextEv", "_ZN2at7Context20setUserEnabledMkldnnEb", "_ZN2at7Context20setUserEnabledNNPACKEb");

    /// <summary>Turns oneDNN off; convolutions are then several times slower.</summary>
    /// <returns>False if this libtorch has no such function.</returns>
    public static bool TurnOff() => TurnOff(s_names.OneDnn);

    /// <summary>Turns NNPACK off; where it cannot work, it would write a line to the error output at each convolution of few rows.</summary>
    /// <returns>False if this libtorch has no such function.</returns>
    public static bool TurnNnPackOff() => TurnOff(s_names.NnPack);

    private static bool TurnOff(string setter)
    {
        // libtorch is loaded already, so that its bare name finds it.
        if (!NativeLibrary.TryLoad(LibtorchPackage.FileOfAll, out var library)
            || !NativeLibrary.TryGetExport(library, s_names.Context, out var context) || !NativeLibrary.TryGetExport(library, setter, out var set))
            return false;
        ((delegate* unmanaged<nint, byte, void>)set)(((delegate* unmanaged<nint>)context)(), 0);
        return true;
    }
}
