using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>Mirrors samples of a batch along an axis.</summary>
internal static class AxisFlip
{
    /// <summary>Mirrors each sample with a probability.</summary>
    public static Tensor Draw(Tensor batch, int axis, double probability, RandomSource random) =>
        Apply(batch, axis, random.Bernoulli(BatchShape.OnePerSample(batch), probability));

    /// <summary>Mirrors the samples for which <paramref name="mask"/>, of shape (N, 1, ...), is true.</summary>
    public static Tensor Apply(Tensor batch, int axis, Tensor mask) => ChosenRows.Change(batch, mask, rows => rows.flip(axis));
}
