namespace Nidl.ML.Tests;

/// <summary>The TorchScript files of the tests; what they compute is said beside them.</summary>
internal static class TorchScripts
{
    public static TorchScriptEncoder Tanh => TorchScriptEncoder.FromFile(PathOf("tanh.pt"));

    public static TorchScriptEncoder BatchNorm => TorchScriptEncoder.FromFile(PathOf("batch-norm.pt"));

    public static TorchScriptEncoder Dropout => TorchScriptEncoder.FromFile(PathOf("dropout.pt"));

    public static TorchScriptEncoder Shift => TorchScriptEncoder.FromFile(PathOf("shift.pt"));

    public static string PathOf(string name) => Path.Combine(AppContext.BaseDirectory, "Networks", "Encoders", "TorchScript", name);
}
