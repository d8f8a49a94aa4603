using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>The network in training: the encoder, which is kept, and the projection head, which is dropped. Owns both.</summary>
internal sealed class Network : IDisposable
{
    private readonly bool _drawsFromTorch;
    private nn.Module<Tensor, Tensor>? _encoder;
    private IReadOnlyList<nn.Module> _frozen = [];
    private HashSet<string> _finiteBuffers = [];

    private Network(nn.Module<Tensor, Tensor> encoder, bool drawsFromTorch, nn.Module<Tensor, Tensor> head, Device device)
    {
        _encoder = encoder;
        _drawsFromTorch = drawsFromTorch;
        Head = head;
        Device = device;
    }

    /// <summary>Creates both with fresh weights that depend on the seed alone, on the device, in training mode.</summary>
    public static Network Create(
        Encoder encoder, InputShape inputShape, Func<int, nn.Module<Tensor, Tensor>> createHead, int seed, Device device)
    {
        using var scope = NewDisposeScope();
        var network = WeightInitialization.Create(seed, () => new Network(
            encoder.CreateModule(inputShape), encoder.DrawsFromTorch, createHead(encoder.GetEmbeddingDimension(inputShape)), device));
        // Moving a module replaces its parameters: the optimizer is made afterwards.
        ModuleBuffers.MoveTo(network.Encoder, device);
        ModuleBuffers.MoveTo(network.Head, device);
        network._finiteBuffers = network.FindFiniteBuffers();
        scope.Detach(network.Modules.SelectMany(module => module.parameters().Concat(module.buffers())));
        return network;
    }

    public Device Device { get; }

    public nn.Module<Tensor, Tensor> Encoder => _encoder ?? throw new ObjectDisposedException(nameof(Network));

    public nn.Module<Tensor, Tensor> Head { get; }

    /// <summary>Gets weights and buffers of both, as views of the live tensors, under <c>encoder.</c> and <c>head.</c>.</summary>
    public IReadOnlyDictionary<string, Tensor> State
    {
        get
        {
            var state = Encoder.state_dict(prefix: "encoder");
            return Head.state_dict(state, "head");
        }
    }

    /// <summary>
    /// Gets whether no weight that is trained and no running statistic is NaN or infinite. A buffer that was not finite from the start is a
    /// constant, the mask of an attention for instance, and not asked.
    /// </summary>
    public bool IsFinite
    {
        get
        {
            using var scope = NewDisposeScope();
            using var noGradient = no_grad();
            var statistics = NamedBuffers.Where(entry => _finiteBuffers.Contains(entry.Name)).Select(entry => entry.Buffer);
            return AreFinite(TrainedParameters.Concat(statistics)).all().ToBoolean(); // one wait for the device
        }
    }

    /// <summary>Gets the parameters that are trained.</summary>
    public IEnumerable<Parameter> TrainedParameters => Modules.SelectMany(module => module.parameters()).Where(parameter => parameter.requires_grad);

    /// <summary>Gets the buffers, for example running statistics, those that are not saved too.</summary>
    public IEnumerable<Tensor> Buffers => NamedBuffers.Select(entry => entry.Buffer);

    private IEnumerable<(string Name, Tensor Buffer)> NamedBuffers =>
        Modules.SelectMany((module, i) => ModuleBuffers.Of(module).Select(entry => ($"{i}.{entry.Name}", entry.Buffer)));

    private IEnumerable<nn.Module> Modules => [Encoder, Head];

    /// <summary>Maps a batch of rows to projections: (N, ...) to (N, D).</summary>
    public Tensor Project(Tensor rows)
    {
        using var scope = NewDisposeScope();
        var embeddings = _drawsFromTorch ? LayerRandomness.SeedTorch(() => Encoder.call(rows)) : Encoder.call(rows);
        return Head.call(embeddings).MoveToOuterDisposeScope();
    }

    /// <summary>Keeps the encoder's first stages as they are from now on: no gradient, no batch statistics.</summary>
    /// <exception cref="ArgumentException">The encoder does not have more stages.</exception>
    public void Freeze(int stages)
    {
        var all = EncoderStages.Of(Encoder);
        if (stages > 0 && stages >= all.Count)
            throw new ArgumentException(
                $"FreezeStages must be below {all.Count}, the number of the encoder's stages, but {stages} was given.", "FreezeStages");
        _frozen = [.. all.Take(stages).SelectMany(stage => stage)];
        foreach (var parameter in _frozen.SelectMany(module => module.parameters()))
            parameter.requires_grad = false;
        Train();
    }

    /// <summary>Sets training mode for all but the frozen stages.</summary>
    public void Train()
    {
        foreach (var module in Modules)
            module.train();
        foreach (var module in _frozen)
            module.eval();
    }

    /// <summary>Sets evaluation mode.</summary>
    public void Evaluate()
    {
        foreach (var module in Modules)
            module.eval();
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

    private HashSet<string> FindFiniteBuffers()
    {
        using var scope = NewDisposeScope();
        var buffers = NamedBuffers.ToList();
        if (buffers.Count == 0)
            return [];
        var finite = AreFinite(buffers.Select(entry => entry.Buffer)).cpu().data<bool>().ToArray();
        return [.. buffers.Zip(finite).Where(entry => entry.Second).Select(entry => entry.First.Name)];
    }

    private static Tensor AreFinite(IEnumerable<Tensor> tensors) => stack(tensors.Select(values => values.isfinite().all())); // (tensors)
}
