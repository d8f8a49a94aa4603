namespace Nidl.ML;

/// <summary>Names what a <see cref="ResNet2d"/> does with the image before its first stage.</summary>
public enum ResNetStem
{
    /// <summary>
    /// A 3x3 convolution of stride 1 and no pooling, for images of up to 64 pixels a side (arXiv:2002.05709, appendix B.9).
    /// </summary>
    SmallImage,

    /// <summary>A 7x7 convolution of stride 2, then 3x3 max-pooling of stride 2, for full-size images (arXiv:1512.03385).</summary>
    Full,
}
