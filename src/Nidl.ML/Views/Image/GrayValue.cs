using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>Says what the channels of a pixel weigh in its gray value: all alike where they are no colors.</summary>
internal static class GrayValue
{
    // The luma weights of ITU-R BT.601, as torchvision and PIL use them.
    private static readonly double[] s_luma = [0.299, 0.587, 0.114];

    /// <summary>Computes the gray value of each pixel of RGB images: (N, 3, H, W) to (N, 1, H, W).</summary>
    public static Tensor Of(Tensor images)
    {
        var gray = images.narrow(1, 0, 1).mul(s_luma[0]);
        return gray.add_(images.narrow(1, 1, 1), alpha: s_luma[1]).add_(images.narrow(1, 2, 1), alpha: s_luma[2]);
    }

    /// <summary>Gets what each channel weighs: (C).</summary>
    public static Tensor WeightsOf(Tensor images)
    {
        var channels = images.shape[1];
        return channels == 3
            ? tensor(s_luma, images.dtype, device: images.device)
            : full(channels, 1.0 / channels, images.dtype, images.device);
    }
}
