using System.Runtime.InteropServices;
using Nidl.ML.Losses;
using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// A trained network in evaluation mode: maps rows to embeddings, or a probe's scores, from any number of threads. Owns the module, which
/// is released when the last call under way has ended after <see cref="Dispose"/>.
/// </summary>
/// <remarks>
/// Convolutions and the normalizations that follow them are computed as one, from copies of the weights; the module keeps its own.
/// </remarks>
internal sealed class FrozenNetwork : IDisposable
{
    // Below it, the threads of a single row wait for one another longer than they compute.
    private const int LargestRowOfOneThread = (1 << 18) - 1;

    private readonly Lock _lock = new();
    private readonly object _owner;
    private readonly NormalizedConvolution[] _convolutions;
    private readonly bool _isChannelsLast;
    private readonly PixelScaling? _scaling;
    private readonly MirrorImages _mirrorImages;
    private nn.Module<Tensor, Tensor>? _module;
    private int _users;
    private bool _disposed;
    private long _forwardPasses;

    /// <param name="owner">Whom the user sees: what a use after disposal names.</param>
    /// <param name="module">The network; owned.</param>
    /// <param name="device">Where it is.</param>
    /// <param name="inputShape">The shape of one row.</param>
    /// <param name="embeddingDimension">The number of values that a row becomes.</param>
    /// <param name="takesAnyLayout">Whether the network gives the same for rows in any layout in memory.</param>
    /// <param name="precision">What it computes with.</param>
    /// <param name="scaling">What is done to rows before they reach the network; null if nothing is.</param>
    /// <param name="mirroredAxes">The axes along which rows are mirrored, too; the result is the mean over all mirror images.</param>
    public FrozenNetwork(
        object owner, nn.Module<Tensor, Tensor> module, Device device, InputShape inputShape, int embeddingDimension,
        bool takesAnyLayout = false, Precision precision = Precision.Float32, PixelScaling? scaling = null,
        SpatialAxes mirroredAxes = SpatialAxes.None)
    {
        module.eval();
        foreach (var parameter in module.parameters())
            parameter.requires_grad = false;
        (_owner, _module, Device) = (owner, module, device);
        (InputShape, EmbeddingDimension, Precision, _scaling) = (inputShape, embeddingDimension, precision, scaling);
        _mirrorImages = new(mirroredAxes, inputShape);
        _isChannelsLast = takesAnyLayout && ChannelsLast.IsFor(device, precision, inputShape.Rank);
        _convolutions = [
            .. module.modules().Prepend(module).OfType<IConvolutionalModule>().Distinct().SelectMany(part => part.Convolutions)];
        foreach (var convolution in _convolutions)
            convolution.Fold(precision == Precision.BFloat16 ? ScalarType.BFloat16 : ScalarType.Float32, _isChannelsLast);
    }

    public Device Device { get; }

    public InputShape InputShape { get; }

    public int EmbeddingDimension { get; }

    public Precision Precision { get; }

    /// <summary>Gets the number of forward passes so far, for tests that count them.</summary>
    public long ForwardPasses => Interlocked.Read(ref _forwardPasses);

    public bool IsDisposed
    {
        get
        {
            lock (_lock)
                return _disposed;
        }
    }

    /// <summary>
    /// Computes the embeddings of rows: (rows, ...InputShape) flat to (rows, EmbeddingDimension) flat. Safe from several threads.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The transformer was disposed.</exception>
    /// <exception cref="ExternalException">libtorch failed; the message is one line.</exception>
    public void Encode(ReadOnlySpan<float> rows, Span<float> embeddings)
    {
        var module = Enter();
        try
        {
            Encode(module, rows, embeddings);
        }
        catch (ExternalException failure) when (TorchFailure.IsLong(failure))
        {
            throw TorchFailure.Shorten(failure);
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Says in ONNX what <see cref="Encode(ReadOnlySpan{float}, Span{float})"/> computes of rows that are scaled.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="rows">The rows, (N, ...InputShape).</param>
    /// <param name="foldsNormalization">Whether a batch normalization becomes part of the weights of the layer before it.</param>
    /// <returns>What the network makes of them, (N, EmbeddingDimension).</returns>
    public string AddTo(OnnxGraph graph, string rows, bool foldsNormalization) => Use(module => _mirrorImages.Average(
        graph,
        ((IOnnxModule)module).AddTo(new OnnxLayers(graph, module, foldsNormalization), _mirrorImages.Add(graph, rows)),
        EmbeddingDimension));

    /// <summary>Calls <paramref name="read"/> with the module, for example to save its weights, keeping it alive meanwhile.</summary>
    /// <exception cref="ObjectDisposedException">The transformer was disposed.</exception>
    public void Use(Action<nn.Module<Tensor, Tensor>> read) => Use(module =>
    {
        read(module);
        return true;
    });

    /// <summary>Gets what <paramref name="read"/> makes of the module, keeping it alive meanwhile.</summary>
    /// <exception cref="ObjectDisposedException">The transformer was disposed.</exception>
    public T Use<T>(Func<nn.Module<Tensor, Tensor>, T> read)
    {
        var module = Enter();
        try
        {
            return read(module);
        }
        finally
        {
            Leave();
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            ReleaseIfUnused();
        }
    }

    private void Encode(nn.Module<Tensor, Tensor> module, ReadOnlySpan<float> rows, Span<float> embeddings)
    {
        using var scope = NewDisposeScope();
        using var noGradient = torch.no_grad();
        using var threads = rows.Length == InputShape.Size
            && rows.Length <= LargestRowOfOneThread ? ThreadShare.One() : ThreadShare.Whole();
        using var cast = Autocast.Use(Precision, Device);
        var input = torch.empty(InputShape.WithBatch(rows.Length / InputShape.Size), ScalarType.Float32, torch.CPU);
        rows.CopyTo(MemoryMarshal.Cast<byte, float>(input.bytes));
        var pixels = input.to(Device);
        var images = _mirrorImages.Add(_scaling?.Apply(pixels) ?? pixels);
        var encoded = module.call(_isChannelsLast ? ChannelsLast.Lay(images) : images).to(ScalarType.Float32);
        var output = _mirrorImages.Average(encoded).to(torch.CPU).contiguous(); // (rows, EmbeddingDimension)
        MemoryMarshal.Cast<byte, float>(output.bytes).CopyTo(embeddings);
        Interlocked.Increment(ref _forwardPasses);
    }

    private nn.Module<Tensor, Tensor> Enter()
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, _owner);
            _users++;
            return _module!;
        }
    }

    private void Leave()
    {
        lock (_lock)
        {
            _users--;
            ReleaseIfUnused();
        }
    }

    private void ReleaseIfUnused()
    {
        if (!_disposed || _users > 0)
            return;
        foreach (var convolution in _convolutions)
            convolution.Dispose();
        _module?.Dispose();
        _module = null;
    }
}
