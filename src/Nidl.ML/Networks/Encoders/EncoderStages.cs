using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>Finds the stages of any encoder.</summary>
internal static class EncoderStages
{
    /// <summary>Gets the modules of each stage, in order; the direct children of a network that does not say.</summary>
    public static IReadOnlyList<nn.Module[]> Of(nn.Module encoder) =>
        encoder is IStagedModule staged ? staged.Stages : [.. encoder.children().Select(child => new[] { child })];

    /// <summary>Gets the parameters of the first stages.</summary>
    public static IEnumerable<Parameter> ParametersOf(nn.Module encoder, int stages)
    {
        IEnumerable<Parameter> own = stages > 0 && encoder is IStagedModule staged ? staged.FirstStageParameters : [];
        return Of(encoder).Take(stages).SelectMany(stage => stage).SelectMany(module => module.parameters()).Concat(own);
    }
}
