using static TorchSharp.torch;

namespace Nidl.ML.Tests.Encoders;

/// <summary>Computes a residual network in evaluation mode from torchvision's state names alone, in double precision.</summary>
internal sealed class ResNetFormula(Dictionary<string, Tensor> state)
{
    public Tensor Encode(Tensor input, ResNetStem stem)
    {
        var isFull = stem == ResNetStem.Full;
        var x = Normalize(Convolve(input.to(ScalarType.Float64), "conv1", isFull ? 2 : 1), "bn1").clamp(min: 0);
        if (isFull)
            x = nn.functional.max_pool2d(x, 3, stride: 2, padding: 1);
        for (var stage = 1; stage <= 4; stage++)
            for (var block = 0; state.ContainsKey($"layer{stage}.{block}.conv1.weight"); block++)
                x = Block(x, $"layer{stage}.{block}", stage > 1 && block == 0 ? 2 : 1);
        return x.flatten(2).mean([2]);
    }

    private Tensor Block(Tensor input, string name, int stride)
    {
        var isBottleneck = state.ContainsKey($"{name}.conv3.weight");
        var x = Normalize(Convolve(input, $"{name}.conv1", isBottleneck ? 1 : stride), $"{name}.bn1").clamp(min: 0);
        x = Normalize(Convolve(x, $"{name}.conv2", isBottleneck ? stride : 1), $"{name}.bn2");
        if (isBottleneck)
            x = Normalize(Convolve(x.clamp(min: 0), $"{name}.conv3", 1), $"{name}.bn3");
        var shortcut = state.ContainsKey($"{name}.downsample.0.weight")
            ? Normalize(Convolve(input, $"{name}.downsample.0", stride), $"{name}.downsample.1")
            : input;
        return (x + shortcut).clamp(min: 0);
    }

    private Tensor Convolve(Tensor x, string name, long stride)
    {
        var weight = Get($"{name}.weight");
        var padding = weight.shape[2] / 2;
        return nn.functional.conv2d(x, weight, strides: [stride, stride], padding: [padding, padding]);
    }

    private Tensor Normalize(Tensor x, string name)
    {
        Tensor Channels(string part) => Get($"{name}.{part}").view(1, -1, 1, 1);
        return (x - Channels("running_mean")) / (Channels("running_var") + 1e-5).sqrt() * Channels("weight") + Channels("bias");
    }

    private Tensor Get(string name) => state[name].detach().to(ScalarType.Float64);
}
