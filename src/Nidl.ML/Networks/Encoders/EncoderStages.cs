using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>Finds the stages of any encoder.</summary>
internal static class EncoderStages
{
    /// <summary>Gets the modules of each stage, in order; the direct children of a network that does not say.</summary>
    public static IReadOnlyList<nn.Module[]> Of(nn.Module encoder) =>
        encoder is IStagedModule staged ? staged.Stages : [.. encoder.children().Select(child => new[] { child })];
}
