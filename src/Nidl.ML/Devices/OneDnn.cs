using Nidl.ML.Losses;

namespace Nidl.ML;

/// <summary>
/// Turns off, for the whole process, the two libraries that libtorch's convolutions call on a CPU. TorchSharp has no call for it; these are
/// the functions of libtorch behind <c>torch.backends.mkldnn.enabled</c> and <c>torch.backends.nnpack.enabled</c>.
/// </summary>
internal static unsafe class OneDnn
{
    private const string ContextName = "_ZN2at13globalContextEv";
    private const string MicrosoftContextName = "?globalContext@at@@YAAEAVContext@1@XZ";

    /// <summary>Turns oneDNN off; convolutions are then several times slower.</summary>
    /// <returns>False if this libtorch has no such function.</returns>
    public static bool TurnOff() =>
        TurnOff("_ZN2at7Context20setUserEnabledMkldnnEb", "?setUserEnabledMkldnn@Context@at@@QEAAX_N@Z");

    /// <summary>
    /// Turns NNPACK off; where it cannot work, it would write a line to the error output at each convolution of few rows.
    /// </summary>
    /// <returns>False if this libtorch has no such function.</returns>
    public static bool TurnNnPackOff() =>
        TurnOff("_ZN2at7Context20setUserEnabledNNPACKEb", "?setUserEnabledNNPACK@Context@at@@QEAAX_N@Z");

    private static bool TurnOff(string name, string microsoftName)
    {
        var (context, set) = (LibtorchFunction.Find(ContextName, MicrosoftContextName), LibtorchFunction.Find(name, microsoftName));
        if (context == 0 || set == 0)
            return false;
        ((delegate* unmanaged<nint, byte, void>)set)(((delegate* unmanaged<nint>)context)(), 0);
        return true;
    }
}
