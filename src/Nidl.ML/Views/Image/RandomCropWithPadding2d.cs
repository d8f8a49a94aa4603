using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// Pads each image on all sides and cuts its own size out at a random place: a shift by whole pixels (He et al. 2015, arXiv:1512.03385,
/// for CIFAR-10). All channels share the place.
/// </summary>
public sealed record RandomCropWithPadding2d : ImageAugmentation
{
    /// <summary>
    /// Gets the number of pixels padded on each side: not negative. A shift is uniform in [-Padding, Padding] on each axis. Default 4, as
    /// in the paper.
    /// </summary>
    public int Padding { get; init => field = Requires.AtLeast(value, 0); } = 4;

    /// <summary>Gets the value of the padding: finite. Default 0.</summary>
    public double FillValue { get; init => field = AugmentationOption.Finite(value); }

    internal override bool ChangesSamplesOf(Tensor batch) => true;

    internal override SampleChange DrawChange(Tensor batch, RandomSource random)
    {
        if (Padding == 0)
            return (_, _, _) => false;
        using var drawn = DrawCorners(batch, random);
        var corners = drawn.data<long>().ToArray();
        var (height, width) = ((int)batch.shape[2], (int)batch.shape[3]);
        return (row, sample, view) =>
        {
            Shift(sample, view, height, width, (int)corners[2 * row + 1] - Padding, (int)corners[2 * row] - Padding);
            return true;
        };
    }

    /// <inheritdoc/>
    protected override Tensor ApplyToImages(Tensor images, RandomSource random)
    {
        if (Padding == 0)
            return images;
        return Crop(images, DrawCorners(images, random), Padding, FillValue);
    }

    // Each row is left, top in the padded image.
    private Tensor DrawCorners(Tensor images, RandomSource random) => random.Integers([images.shape[0], 2], 2 * Padding + 1);

    // A pixel of the view is the one so many rows below and columns to the right.
    private void Shift(ReadOnlySpan<float> sample, Span<float> view, int height, int width, int rows, int columns)
    {
        view.Fill((float)FillValue);
        var count = width - Math.Abs(columns);
        if (count <= 0)
            return;
        for (var line = 0; line < sample.Length / width; line++)
        {
            var source = line % height + rows;
            if (source >= 0 && source < height)
                sample.Slice((line + rows) * width + Math.Max(0, columns), count).CopyTo(view[(line * width + Math.Max(0, -columns))..]);
        }
    }

    internal static Tensor Crop(Tensor images, Tensor corners, long padding, double fillValue)
    {
        var (count, channels, height, width) = (images.shape[0], images.shape[1], images.shape[2], images.shape[3]);
        var padded = nn.functional.pad(images, (padding, padding, padding, padding), value: fillValue);
        var columns = arange(width, ScalarType.Int64, images.device).add(corners.narrow(1, 0, 1)); // (N, W)
        var rows = arange(height, ScalarType.Int64, images.device).add(corners.narrow(1, 1, 1)); // (N, H)
        var pixels = rows.mul_(width + 2 * padding).unsqueeze(2).add(columns.unsqueeze(1)); // (N, H, W)
        var index = pixels.view(count, 1, height * width).expand(count, channels, height * width);
        return padded.flatten(2).gather(2, index).view(count, channels, height, width);
    }
}
