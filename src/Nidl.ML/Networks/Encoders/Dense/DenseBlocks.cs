namespace Nidl.ML;

/// <summary>The channels and sizes of a densely connected network, by arithmetic alone.</summary>
/// <param name="StemChannels">The channels of the stem.</param>
/// <param name="GrowthRate">The channels that each layer adds.</param>
/// <param name="LayersPerBlock">The number of layers of each block.</param>
internal sealed record DenseBlocks(int StemChannels, int GrowthRate, IReadOnlyList<int> LayersPerBlock)
{
    /// <summary>The side of the stem's kernel, in voxels.</summary>
    public const int StemKernel = 7;

    /// <summary>Gets the channels of the last block's output.</summary>
    public int OutputChannels => OutputOf(LayersPerBlock.Count - 1);

    /// <summary>Gets the channels between the two convolutions of a layer.</summary>
    public int LayerWidth => 4 * GrowthRate;

    /// <summary>Gets the channels of a block's input: the stem's, or half of what the block before gives out.</summary>
    public int InputOf(int block) => block == 0 ? StemChannels : OutputOf(block - 1) / 2;

    /// <summary>Gets the channels of a block's output.</summary>
    public int OutputOf(int block) => InputOf(block) + LayersPerBlock[block] * GrowthRate;

    /// <summary>Gets the number of values in the state of stem, blocks, transitions and, if there is one, the last normalization.</summary>
    public Int128 CountState(long inputChannels, bool hasFinalNormalization)
    {
        var count = CountConvolution(inputChannels, StemChannels, StemKernel) + CountNormalization(StemChannels);
        for (var block = 0; block < LayersPerBlock.Count; block++)
        {
            if (block > 0)
                count += CountNormalization(OutputOf(block - 1)) + CountConvolution(OutputOf(block - 1), InputOf(block), kernel: 1);
            for (var layer = 0; layer < LayersPerBlock[block]; layer++)
                count += CountLayer(InputOf(block) + layer * GrowthRate);
        }
        return count + (hasFinalNormalization ? CountNormalization(OutputChannels) : 0);
    }

    private Int128 CountLayer(int input) =>
        CountNormalization(input) + CountConvolution(input, LayerWidth, kernel: 1)
        + CountNormalization(LayerWidth) + CountConvolution(LayerWidth, GrowthRate, kernel: 3);

    private static Int128 CountConvolution(Int128 input, Int128 output, int kernel) => output * input * (kernel * kernel * kernel);

    // Weight, bias, mean, variance and number of batches.
    private static Int128 CountNormalization(Int128 channels) => 4 * channels + 1;
}
