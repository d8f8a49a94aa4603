namespace Nidl.ML;

/// <summary>One convolution of an <see cref="AlexNet3d"/>.</summary>
/// <param name="Channels">Its output channels.</param>
/// <param name="Kernel">The side of its kernel, in voxels.</param>
/// <param name="Stride">Its stride, in voxels.</param>
/// <param name="Padding">What it pads on every side, in voxels.</param>
/// <param name="IsPooled">Whether max-pooling of side and stride 3 follows.</param>
internal sealed record AlexNetLayer(int Channels, int Kernel, int Stride, int Padding, bool IsPooled);
