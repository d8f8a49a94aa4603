using static TorchSharp.torch;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Nidl.ML;

/// <summary>Says what the channels of a pixel weigh in its gray value: all alike where they are no colors.</summary>
internal static class GrayValue
{
    // The luma weights of ITU-R BT.601, as torchvision and PIL use them.
    public static ReadOnlySpan<double> Luma => [0.299, 0.587, 0.114];

    /// <summary>Computes the gray value of each pixel of RGB images: (N, 3, H, W) to (N, 1, H, W).</summary>
    public static Tensor Of(Tensor images)
    {
        var gray = images.narrow(1, 0, 1).mul(Luma[0]);
        return gray.add_(images.narrow(1, 1, 1), alpha: Luma[1]).add_(images.narrow(1, 2, 1), alpha: Luma[2]);
    }

    /// <summary>Writes the gray value of each pixel of an RGB image into all channels of another.</summary>
    public static void Write(ReadOnlySpan<float> image, Span<float> view)
    {
        var size = image.Length / 3;
        var gray = view[..size];
        TensorPrimitives.Multiply(image[..size], (float)Luma[0], gray);
        TensorPrimitives.MultiplyAdd(image.Slice(size, size), (float)Luma[1], gray, gray);
        TensorPrimitives.MultiplyAdd(image[(2 * size)..], (float)Luma[2], gray, gray);
        gray.CopyTo(view[size..]);
        gray.CopyTo(view[(2 * size)..]);
    }

    /// <summary>Computes the mean of an image's gray values.</summary>
    public static float Mean(ReadOnlySpan<float> image, int channels)
    {
        if (channels != 3)
            return TensorPrimitives.Sum(image) / image.Length;
        var (size, mean) = (image.Length / 3, 0f);
        for (var channel = 0; channel < 3; channel++)
            mean += (float)Luma[channel] * (TensorPrimitives.Sum(image.Slice(channel * size, size)) / size);
        return mean;
    }

    /// <summary>Gets what each channel weighs: (C).</summary>
    public static Tensor WeightsOf(Tensor images)
    {
        var channels = images.shape[1];
        return channels == 3
            ? tensor(Luma.ToArray(), images.dtype, device: images.device)
            : full(channels, 1.0 / channels, images.dtype, images.device);
    }
}
