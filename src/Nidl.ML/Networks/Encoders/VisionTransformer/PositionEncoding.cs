namespace Nidl.ML;

/// <summary>Names how a <see cref="VisionTransformer3d"/> encodes the positions of its patches.</summary>
public enum PositionEncoding
{
    /// <summary>One learned vector for each place and one for the class token.</summary>
    Learned,

    /// <summary>
    /// Sines and cosines of the place along each of the three axes, nothing for the class token. They have no weights, so that a network
    /// takes other sides than it was trained with.
    /// </summary>
    SineCosine,
}
