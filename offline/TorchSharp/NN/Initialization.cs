using TorchSharp.Modules;

namespace TorchSharp;

using static torch;

/// <summary>The default weights of linear and convolutional layers: uniform in +-1/sqrt(fan in), drawn in libtorch's order.</summary>
internal static class Initialization
{
    internal static void AddWeights(nn.Module module, long[] shape, bool hasBias)
    {
        long fanIn = shape.Skip(1).TotalSize();
        var weight = empty(shape);
        nn.init.kaiming_uniform_(weight, Math.Sqrt(5));
        module.register_parameter("weight", new Parameter(weight));
        if (!hasBias) return;
        double bound = 1 / Math.Sqrt(fanIn);
        module.register_parameter("bias", new Parameter(empty(shape[0]).uniform_(-bound, bound)));
    }
}
