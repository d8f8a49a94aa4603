using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>Scales and shifts all values of each sample: <c>a x + b</c> (MONAI: Cardoso et al. 2022, arXiv:2211.02701).</summary>
public sealed record RandomIntensity : Augmentation
{
    /// <summary>Gets the range of a sample's factor a. Default (0.9, 1.1), as in MONAI's self-supervised training of volumes.</summary>
    public Interval Scale { get; init; } = (0.9, 1.1);

    /// <summary>Gets the range of a sample's shift b, in the units of the data. Default (-0.1, 0.1), as there.</summary>
    public Interval Shift { get; init; } = (-0.1, 0.1);

    /// <inheritdoc/>
    public override Tensor Apply(Tensor batch, RandomSource random)
    {
        BatchShape.Check(this, batch);
        using var scope = NewDisposeScope();
        var shape = BatchShape.OnePerSample(batch);
        var scale = random.Uniform(shape, Scale.Low, Scale.High).to_type(batch.dtype);
        var shift = random.Uniform(shape, Shift.Low, Shift.High).to_type(batch.dtype);
        return addcmul(shift, batch, scale, 1).MoveToOuterDisposeScope();
    }
}
