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

    /// <summary>Gets the two modules, in order.</summary>
    public IEnumerable<nn.Module> Layers => [convolution, normalization];

    /// <summary>Gets whether it was folded for <see cref="ChannelsLast"/>.</summary>
    public bool IsChannelsLast { get; private set; }

    /// <summary>Maps a batch: (N, C, ...) to (N, output channels, ...).</summary>
    public Tensor Call(Tensor input) => _weight is null
        ? normalization.call(Convolve(input))
        : Convolve((Convolution)convolution, input, _weight, _bias);

    /// <summary>Computes both as one from now on, as in evaluation mode.</summary>
    /// <param name="type">The type of the weights.</param>
    /// <param name="channelsLast">Whether the weights lie in memory as <see cref="ChannelsLast"/> lays them.</param>
    public void Fold(ScalarType type, bool channelsLast)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var unfolded = (Convolution)convolution;
        var (weight, bias) = Fold(unfolded.weight, unfolded.bias, (BatchNorm)normalization);
        Dispose();
        _weight = (channelsLast ? ChannelsLast.Lay(weight.to(type)) : weight.to(type)).DetachFromDisposeScope();
        _bias = bias.to(type).DetachFromDisposeScope();
        IsChannelsLast = channelsLast;
    }

    /// <summary>
    /// Gets the weight and bias of a layer that computes, in evaluation mode, what a layer and the batch normalization after it compute.
    /// </summary>
    /// <param name="weight">The layer's weight, (output channels, ...).</param>
    /// <param name="bias">Its bias, (output channels); null if it has none.</param>
    /// <param name="normalization">The normalization.</param>
    /// <returns>
    /// <c>gamma w / deviation</c> and <c>beta + gamma (b - mean) / deviation</c>, in double precision, so that only the result is rounded.
    /// </returns>
    public static (Tensor Weight, Tensor Bias) Fold(Tensor weight, Tensor? bias, BatchNorm normalization)
    {
        var scale = Exact(normalization.weight!) / (Exact(normalization.running_var!) + normalization.eps).sqrt(); // (output channels)
        var mean = bias is null ? Exact(normalization.running_mean!) : Exact(normalization.running_mean!) - Exact(bias);
        var folded = Exact(weight) * scale.reshape([-1, .. Enumerable.Repeat(1L, (int)weight.dim() - 1)]);
        return (folded, Exact(normalization.bias!) - mean * scale);
    }

    public void Dispose()
    {
        _weight?.Dispose();
        _bias?.Dispose();
        (_weight, _bias) = (null, null);
    }

    // As the module does, in the way that is right and fast.
    private Tensor Convolve(Tensor input) => convolution switch
    {
        Convolution known when ShortAxes.IsProduct(known, input) => ShortAxes.Multiply(known, input),
        Convolution known when StridedConvolution.IsFor(known, input) => StridedConvolution.Call(known, input),
        _ => convolution.call(input),
    };

    private static Tensor Exact(Tensor values) => values.to(ScalarType.Float64);

    private static Tensor Convolve(Convolution like, Tensor input, Tensor weight, Tensor? bias) => like.kernel_size.Length == 3
        ? nn.functional.conv3d(input, weight, bias, like.stride, like.padding, like.dilation, like.groups)
        : nn.functional.conv2d(input, weight, bias, like.stride, like.padding, like.dilation, like.groups);
}
