using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// A convolution and the batch normalization that follows it. Networks that are trained no further compute both as one convolution, with
/// weights of its own; the two modules keep theirs.
/// </summary>
/// <param name="convolution">The convolution, which a network owns.</param>
/// <param name="normalization">The normalization, which a network owns.</param>
internal sealed class NormalizedConvolution(nn.Module<Tensor, Tensor> convolution, nn.Module<Tensor, Tensor> normalization) : IDisposable
{
    private Tensor? _weight;
    private Tensor? _bias;

    /// <summary>Maps a batch: (N, C, ...) to (N, output channels, ...).</summary>
    public Tensor Call(Tensor input) =>
        _weight is null ? normalization.call(convolution.call(input)) : Convolve((Convolution)convolution, input, _weight, _bias);

    /// <summary>Computes both as one from now on, as in evaluation mode.</summary>
    /// <param name="type">The type of the weights.</param>
    /// <param name="channelsLast">Whether the weights lie in memory as <see cref="ChannelsLast"/> lays them.</param>
    public void Fold(ScalarType type, bool channelsLast)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var (unfolded, norm) = ((Convolution)convolution, (BatchNorm)normalization);
        // In double precision, so that folding rounds once.
        var scale = Exact(norm.weight!) / (Exact(norm.running_var!) + norm.eps).sqrt(); // (output channels)
        var mean = unfolded.bias is { } bias ? Exact(norm.running_mean!) - Exact(bias) : Exact(norm.running_mean!);
        var weight = (Exact(unfolded.weight) * scale.reshape([-1, .. Enumerable.Repeat(1L, unfolded.kernel_size.Length + 1)])).to(type);
        Dispose();
        _weight = (channelsLast ? ChannelsLast.Lay(weight) : weight).DetachFromDisposeScope();
        _bias = (Exact(norm.bias!) - mean * scale).to(type).DetachFromDisposeScope();
    }

    public void Dispose()
    {
        _weight?.Dispose();
        _bias?.Dispose();
        (_weight, _bias) = (null, null);
    }

    private static Tensor Exact(Tensor values) => values.to(ScalarType.Float64);

    private static Tensor Convolve(Convolution like, Tensor input, Tensor weight, Tensor? bias) => like.kernel_size.Length == 3
        ? nn.functional.conv3d(input, weight, bias, like.stride, like.padding, like.dilation, like.groups)
        : nn.functional.conv2d(input, weight, bias, like.stride, like.padding, like.dilation, like.groups);
}
