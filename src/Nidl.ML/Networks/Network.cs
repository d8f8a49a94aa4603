using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// The network in training: the encoder, which is kept, and what is dropped: the projection head and, where the method has them, a module on
/// the loss's side and a momentum teacher. Owns all of them.
/// </summary>
internal sealed class Network : IDisposable
{
    private readonly bool _drawsFromTorch;
    private nn.Module<Tensor, Tensor>? _encoder;
    private IReadOnlyList<nn.Module> _frozen = [];
    private HashSet<string> _finiteBuffers = [];

    private Network(nn.Module<Tensor, Tensor> encoder, bool drawsFromTorch, nn.Module<Tensor, Tensor> head, nn.Module? lossModule, Device device)
    {
        _encoder = encoder;
        _drawsFromTorch = drawsFromTorch;
        Head = head;
        LossModule = lossModule;
        Device = device;
    }

    /// <summary>Creates all but the teacher with fresh weights that depend on the seed alone, on the device, in training mode.</summary>
    public static Network Create(
        Encoder encoder, InputShape inputShape, ProjectionHead head, int seed, Device device,
        Func<nn.Module?>? createLossModule = null)
    {
        using var scope = NewDisposeScope();
        var network = WeightInitialization.Create(seed, () => new Network(
            encoder.CreateModule(inputShape), encoder.DrawsFromTorch, head.CreateModule(encoder.GetEmbeddingDimension(inputShape)), createLossModule?.Invoke(), device));
        // Moving a module replaces its parameters: the optimizer is made afterwards.
        foreach (var module in network.Modules)
            ModuleBuffers.MoveTo(module, device);
        network._finiteBuffers = network.FindFiniteBuffers();
        scope.Detach(network.Modules.SelectMany(module => module.parameters().Concat(module.buffers())));
        return network;
    }

    public Device Device { get; }

    public nn.Module<Tensor, Tensor> Encoder => _encoder ?? throw new ObjectDisposedException(nameof(Network));

    public nn.Module<Tensor, Tensor> Head { get; }

    /// <summary>Gets what is learnt or remembered on the loss's side, for example a predictor; null if there is nothing.</summary>
    public nn.Module? LossModule { get; }

    /// <summary>Gets the teacher, which is owned; null if there is none.</summary>
    public MomentumTeacher? Teacher { get; set; }

    /// <summary>
    /// Gets weights and buffers of all, as views of the live tensors, under <c>encoder.</c>, <c>head.</c>, <c>loss.</c> and, once more with
    /// <c>teacher.</c> before them, the teacher's.
    /// </summary>
    public IReadOnlyDictionary<string, Tensor> State
    {
        get
        {
            var state = Encoder.state_dict(prefix: "encoder");
            Head.state_dict(state, "head");
            LossModule?.state_dict(state, "loss");
            foreach (var (name, value) in Teacher?.Network.State ?? new Dictionary<string, Tensor>())
                state.Add($"teacher.{name}", value);
            return state;
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

    private IEnumerable<nn.Module> Modules => LossModule is null ? [Encoder, Head] : [Encoder, Head, LossModule];

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
        foreach (var parameter in EncoderStages.ParametersOf(Encoder, stages))
            parameter.requires_grad = false;
        Teacher?.Network.Freeze(stages);
        Train();
    }

    /// <summary>Sets training mode for all but the frozen stages.</summary>
    public void Train()
    {
        foreach (var module in Modules)
            module.train();
        foreach (var module in _frozen)
            module.eval();
        Teacher?.Train();
    }

    /// <summary>Sets evaluation mode.</summary>
    public void Evaluate()
    {
        foreach (var module in Modules)
            module.eval();
        Teacher?.Network.Evaluate();
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
        LossModule?.Dispose();
        Teacher?.Dispose();
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
