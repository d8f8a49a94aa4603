using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>Computes the gray value of each pixel: (N, C, H, W) to (N, 1, H, W).</summary>
internal static class GrayValue
{
    // The luma weights of ITU-R BT.601, as torchvision and PIL use them; the channels' mean where there is no colour model.
    public static Tensor Of(Tensor images)
    {
        var channels = images.shape[1];
        if (channels == 1)
            return images;
        if (channels != 3)
            return images.mean([1], keepdim: true);
        var gray = images.narrow(1, 0, 1).mul(0.299);
        return gray.add_(images.narrow(1, 1, 1), alpha: 0.587).add_(images.narrow(1, 2, 1), alpha: 0.114);
    }
}
