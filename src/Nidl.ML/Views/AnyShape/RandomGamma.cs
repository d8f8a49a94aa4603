using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// Raises the values of each sample to a random power: <c>sign(x) |x|^g</c> (TorchIO: Perez-Garcia et al. 2021, arXiv:2003.04696).
/// </summary>
/// <remarks>For values about [0, 1], whose range it keeps, with 0 as background.</remarks>
public sealed record RandomGamma : Augmentation
{
    /// <summary>
    /// Gets the range of the natural logarithm of a sample's exponent g: within -10 to 10. Default (-0.3, 0.3), as TorchIO's: 0.74 to 1.35.
    /// </summary>
    public Interval LogGamma { get; init => field = AugmentationOption.Between(value, -10, 10); } = (-0.3, 0.3);

    /// <inheritdoc/>
    public override Tensor Apply(Tensor batch, RandomSource random)
    {
        BatchShape.Check(this, batch);
        using var scope = NewDisposeScope();
        var gamma = random.Uniform(BatchShape.OnePerSample(batch), LogGamma.Low, LogGamma.High).exp_().to_type(batch.dtype);
        return BatchParts.Map(batch, (part, rows) => Raise(part, rows[0]), gamma).MoveToOuterDisposeScope();
    }

    // Gamma has shape (N, 1, ...).
    internal static Tensor Raise(Tensor batch, Tensor gamma) => batch.abs().pow_(gamma).copysign_(batch);
}
