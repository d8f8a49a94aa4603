using System.Text.Json.Serialization;

namespace Nidl.ML;

/// <summary>The options of a small multilayer perceptron over a frozen embedding.</summary>
public sealed record MlpProbeOptions
{
    /// <summary>Gets the widths of the hidden layers, in units; empty for a linear probe. The default is one of 128.</summary>
    public IReadOnlyList<int> HiddenDimensions { get; init => field = Requires.Sizes(value); } = Requires.Sizes([128]);

    /// <summary>Gets the number of passes over the training rows, at least 1. The default is 100.</summary>
    public int NumberOfEpochs { get; init => field = Requires.AtLeast(value, 1); } = 100;

    /// <summary>Gets the number of rows a step, at least 1. The default is 256.</summary>
    public int BatchSize { get; init => field = Requires.AtLeast(value, 1); } = 256;

    /// <summary>Gets the learning rate of AdamW at its start, positive; it falls to 0 by half a cosine. The default is 3e-3.</summary>
    public double LearningRate { get; init => field = Requires.Positive(value); } = 3e-3;

    /// <summary>Gets the decoupled weight decay, at least 0. The default is 1e-2.</summary>
    public double WeightDecay { get; init => field = Requires.NotNegative(value); } = 1e-2;

    /// <summary>Gets the seed of initial weights and shuffling. The default is 0.</summary>
    public int Seed { get; init; }

    /// <summary>Gets the device, as <see cref="TrainingOptions.Device"/>. The default, null, is the context's choice.</summary>
    public string? Device { get; init; }

    /// <summary>Gets the token that cancels the training, within one step, by an <see cref="OperationCanceledException"/>.</summary>
    [JsonIgnore]
    public CancellationToken CancellationToken { get; init; }
}
