using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>Bounds the gradients of a step, as the options ask.</summary>
internal static class GradientClip
{
    /// <exception cref="ArgumentException">Both ways are asked for.</exception>
    public static void Check(TrainingOptions options)
    {
        if (options is { GradientClipNorm: { } norm, GradientClipValue: { } value })
            throw new ArgumentException(FormattableString.Invariant(
                $"GradientClipNorm and GradientClipValue must not both be set, but {norm} and {value} were given."),
                nameof(TrainingOptions.GradientClipNorm));
    }

    public static void Apply(TrainingOptions options, IEnumerable<Parameter> parameters)
    {
        if (options.GradientClipNorm is null && options.GradientClipValue is null)
            return;
        using var scope = NewDisposeScope();
        var reached = parameters.Where(parameter => parameter.grad is not null).ToList();
        if (options.GradientClipNorm is { } norm)
            nn.utils.clip_grad_norm_(reached, norm);
        if (options.GradientClipValue is { } value)
            nn.utils.clip_grad_value_(reached, value);
    }
}
