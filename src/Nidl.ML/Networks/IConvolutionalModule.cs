namespace Nidl.ML;

/// <summary>A network, or a part of one, that computes convolutions and their normalizations in pairs.</summary>
internal interface IConvolutionalModule
{
    /// <summary>Gets its own pairs, not those of its parts.</summary>
    IEnumerable<NormalizedConvolution> Convolutions { get; }
}
