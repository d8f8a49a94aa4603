using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>Mirrors samples of a batch along an axis.</summary>
internal static class AxisFlip
{
    /// <summary>Mirrors each sample with a probability.</summary>
    public static Tensor Draw(Tensor batch, int axis, double probability, RandomSource random) =>
        Apply(batch, axis, random.Bernoulli(BatchShape.OnePerSample(batch), probability));

    /// <summary>Draws the change of one image; <see cref="Draw"/> draws the same.</summary>
    public static SampleChange DrawChange(Tensor batch, int axis, double probability, RandomSource random)
    {
        using var scope = NewDisposeScope();
        var isMirrored = random.Bernoulli(BatchShape.OnePerSample(batch), probability).data<bool>().ToArray();
        var (height, width) = ((int)batch.shape[2], (int)batch.shape[3]);
        return (row, sample, view) =>
        {
            if (!isMirrored[row])
                return false;
            for (var line = 0; line < sample.Length / width; line++)
            {
                var inPlane = line % height;
                var source = axis == 3 ? line : line - inPlane + (height - 1 - inPlane);
                var mirrored = view.Slice(line * width, width);
                sample.Slice(source * width, width).CopyTo(mirrored);
                if (axis == 3)
                    mirrored.Reverse();
            }
            return true;
        };
    }

    /// <summary>Mirrors the samples for which <paramref name="mask"/>, of shape (N, 1, ...), is true.</summary>
    public static Tensor Apply(Tensor batch, int axis, Tensor mask) => ChosenRows.Change(batch, mask, rows => rows.flip(axis));
}
