using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// The network in training: the encoder, which is kept, and what is dropped: the projection head and, where the method has them, a module
/// on the loss's side and a momentum teacher. Owns all of them.
/// </summary>
internal sealed class Network : IDisposable
{
    private readonly bool _drawsFromTorch;
    private readonly bool _takesAnyLayout;
    private nn.Module<Tensor, Tensor>? _encoder;
    private IReadOnlyList<nn.Module> _frozen = [];
    private HashSet<string> _finiteBuffers = [];

    private Network(
        nn.Module<Tensor, Tensor> module, Encoder encoder, nn.Module<Tensor, Tensor> head, nn.Module? lossModule, Device device)
    {
        _encoder = module;
        (_drawsFromTorch, _takesAnyLayout) = (encoder.DrawsFromTorch, encoder.TakesAnyLayout);
        Head = head;
        LossModule = lossModule;
        Device = device;
    }

    /// <summary>Creates all but the teacher with fresh weights that depend on the seed alone, on the device, in training mode.</summary>
    /// <param name="encoder">The encoder.</param>
    /// <param name="inputShape">The shape of one row's features.</param>
    /// <param name="head">The projection head.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="device">The device.</param>
    /// <param name="createLossModule">Creates what is on the loss's side; null if there is nothing.</param>
    /// <param name="shared">
    /// The processes over whose rows batch normalization of encoder and head goes; null for the rows of this one.
    /// </param>
    public static Network Create(
        Encoder encoder, InputShape inputShape, ProjectionHead head, int seed, Device device,
        Func<nn.Module?>? createLossModule = null, ProcessGroup? shared = null)
    {
        using var scope = NewDisposeScope();
        var network = DefaultGenerator.Lend(seed, () =>
        {
            // What is on the loss's side sees whole batches in every process.
            var (module, projection) = BatchNormLayer.Over(
                shared, () => (encoder.CreateModule(inputShape), head.CreateModule(encoder.GetEmbeddingDimension(inputShape))));
            return new Network(
                module, encoder, projection, createLossModule?.Invoke(), device) { SharesBatchStatistics = shared is not null };
        });
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

    /// <summary>Gets what is learned or remembered on the loss's side, for example a predictor; null if there is nothing.</summary>
    public nn.Module? LossModule { get; }

    /// <summary>
    /// Gets whether batch normalization of encoder and head goes over the rows of all processes, which then meet in every pass.
    /// </summary>
    public bool SharesBatchStatistics { get; private init; }

    /// <summary>Gets or sets what the encoder, and the teacher's, computes with; all else is of single precision.</summary>
    public Precision Precision
    {
        get;
        set
        {
            field = value;
            if (Teacher is { } teacher)
                teacher.Network.Precision = value;
        }
    }

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
    public IEnumerable<Parameter> TrainedParameters =>
        Modules.SelectMany(module => module.parameters()).Where(parameter => parameter.requires_grad);

    /// <summary>Gets those of encoder and head, whose gradients are of the rows that this process encodes.</summary>
    public IEnumerable<Parameter> EncodingParameters =>
        Encoder.parameters().Concat(Head.parameters()).Where(parameter => parameter.requires_grad);

    /// <summary>Gets the buffers, for example running statistics, those that are not saved too.</summary>
    public IEnumerable<Tensor> Buffers => NamedBuffers.Select(entry => entry.Buffer);

    private IEnumerable<(string Name, Tensor Buffer)> NamedBuffers =>
        Modules.SelectMany((module, i) => ModuleBuffers.Of(module).Select(entry => ($"{i}.{entry.Name}", entry.Buffer)));

    private IEnumerable<nn.Module> Modules => LossModule is null ? [Encoder, Head] : [Encoder, Head, LossModule];

    /// <summary>Maps a batch of rows to projections: (N, ...) to (N, D).</summary>
    public Tensor Project(Tensor rows)
    {
        using var scope = NewDisposeScope();
        return Head.call(Encode(rows)).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// Calls <paramref name="run"/>, which may move the buffers of encoder and head, and then puts them back as they were.
    /// </summary>
    public void RestoringBuffers(Action run)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var before = Buffers.Select(buffer => buffer.clone()).ToList();
        run();
        // Asked for anew: a TorchScript program may have put other tensors in their places.
        foreach (var (buffer, value) in Buffers.Zip(before))
            buffer.copy_(value);
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

    // The head and all after it are of single precision.
    private Tensor Encode(Tensor rows)
    {
        using var cast = Autocast.Use(Precision, Device);
        var isChannelsLast = _takesAnyLayout && ChannelsLast.IsFor(Device, Precision, (int)rows.dim() - 1);
        var laid = isChannelsLast ? ChannelsLast.Lay(rows) : rows;
        var embeddings = _drawsFromTorch ? LayerRandomness.SeedTorch(() => Encoder.call(laid)) : Encoder.call(laid);
        return Precision == Precision.Float32 ? embeddings : embeddings.to(ScalarType.Float32);
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
