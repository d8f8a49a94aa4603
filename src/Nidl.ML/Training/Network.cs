using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>The network in training: the encoder, which is kept, and the projection head, which is dropped. Owns both.</summary>
internal sealed class Network : IDisposable
{
    private nn.Module<Tensor, Tensor>? _encoder;

    private Network(nn.Module<Tensor, Tensor> encoder, nn.Module<Tensor, Tensor> head, Device device)
    {
        _encoder = encoder;
        Head = head;
        Device = device;
    }

    /// <summary>Creates both with fresh weights that depend on the seed alone, on the device, in training mode.</summary>
    public static Network Create(Encoder encoder, InputShape inputShape, Objective objective, int seed, Device device)
    {
        using var scope = NewDisposeScope();
        var network = WeightInitialization.Create(seed, () => new Network(
            encoder.CreateModule(inputShape), objective.CreateProjectionHead(encoder.GetEmbeddingDimension(inputShape)), device));
        // Moving a module replaces its parameters: the optimizer is made afterwards.
        network.Encoder.to(device);
        network.Head.to(device);
        scope.Detach(network.Modules.SelectMany(module => module.parameters().Concat(module.buffers())));
        return network;
    }

    public Device Device { get; }

    public nn.Module<Tensor, Tensor> Encoder => _encoder ?? throw new ObjectDisposedException(nameof(Network));

    public nn.Module<Tensor, Tensor> Head { get; }

    private IEnumerable<nn.Module> Modules => [Encoder, Head];

    /// <summary>Maps a batch of rows to projections: (N, ...) to (N, D).</summary>
    public Tensor Project(Tensor rows)
    {
        using var scope = NewDisposeScope();
        return Head.call(Encoder.call(rows)).MoveToOuterDisposeScope();
    }

    public void ZeroGradients()
    {
        foreach (var module in Modules)
            module.zero_grad();
    }

    /// <summary>Hands the encoder over to the caller, who owns it from now on.</summary>
    public nn.Module<Tensor, Tensor> TakeEncoder()
    {
        var encoder = Encoder;
        _encoder = null;
        return encoder;
    }

    public void Dispose()
    {
        _encoder?.Dispose();
        _encoder = null;
        Head.Dispose();
    }
}
