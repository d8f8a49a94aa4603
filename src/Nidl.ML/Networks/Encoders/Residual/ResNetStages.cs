using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// The stages of a residual network, after its stem: the first keeps the size, each other one halves it and doubles the channels.
/// </summary>
/// <param name="Rank">The number of spatial dimensions: 2 for images, 3 for volumes.</param>
/// <param name="Width">The channels of the stem and of the first stage.</param>
/// <param name="BlocksPerStage">The number of blocks of each stage.</param>
/// <param name="HasBottlenecks">Whether blocks are bottlenecks, whose output has four times their channels.</param>
internal sealed record ResNetStages(int Rank, int Width, IReadOnlyList<int> BlocksPerStage, bool HasBottlenecks)
{
    /// <summary>Gets the channels of the last stage's output, or of the stem's if there are no stages.</summary>
    public int OutputChannels => BlocksPerStage.Count == 0 ? Width : (Width << (BlocksPerStage.Count - 1)) * (HasBottlenecks ? 4 : 1);

    /// <summary>Creates the modules of the stages with fresh weights.</summary>
    public nn.Module<Tensor, Tensor>[] Create()
    {
        long channels = Width;
        var stages = new List<nn.Module<Tensor, Tensor>>();
        for (var i = 0; i < BlocksPerStage.Count; i++)
        {
            var blocks = new List<nn.Module<Tensor, Tensor>>();
            for (var j = 0; j < BlocksPerStage[i]; j++)
            {
                var block = new ResNetBlock(Rank, channels, (long)Width << i, stride: i > 0 && j == 0 ? 2 : 1, HasBottlenecks);
                blocks.Add(block);
                channels = block.OutputChannels;
            }
            stages.Add(nn.Sequential(blocks));
        }
        return [.. stages];
    }

    /// <summary>Gets the number of values in the state of the stem's layer and of all stages, by arithmetic alone.</summary>
    public Int128 CountState(long inputChannels, int stemKernel)
    {
        var count = CountLayer(inputChannels, Width, stemKernel);
        var input = Width;
        for (var stage = 0; stage < BlocksPerStage.Count; stage++)
            for (var block = 0; block < BlocksPerStage[stage]; block++)
            {
                count += CountBlock(input, Width << stage, isStrided: stage > 0 && block == 0);
                input = (Width << stage) * (HasBottlenecks ? 4 : 1);
            }
        return count;
    }

    private Int128 CountBlock(int input, int width, bool isStrided)
    {
        var output = HasBottlenecks ? 4 * width : width;
        var projection = isStrided || input != output ? CountLayer(input, output, kernel: 1) : 0;
        return projection + (HasBottlenecks
            ? CountLayer(input, width, kernel: 1) + CountLayer(width, width, kernel: 3) + CountLayer(width, output, kernel: 1)
            : CountLayer(input, width, kernel: 3) + CountLayer(width, width, kernel: 3));
    }

    // A convolution without bias; weight, bias, mean, variance and number of batches of its normalization.
    private Int128 CountLayer(Int128 input, Int128 output, int kernel)
    {
        var positions = Rank == 3 ? kernel * kernel * kernel : kernel * kernel;
        return output * (positions * input + 4) + 1;
    }
}
