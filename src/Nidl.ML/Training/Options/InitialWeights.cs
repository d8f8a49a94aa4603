using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// Weights that an encoder starts from instead of fresh ones; the projection head always starts fresh. Any method may go on from any
/// other's.
/// </summary>
/// <remarks>
/// Names, shapes and types must fit the encoder: those of a file are the names in a network's state, for example <c>layers.0.weight</c>.
/// With
/// <see cref="AllowMismatch"/> what fits, at least one of them, is loaded and the log lists the rest.
/// </remarks>
public abstract record InitialWeights
{
    private protected InitialWeights()
    {
    }

    /// <summary>Gets whether weights that do not fit are left out instead of refused. The default is false.</summary>
    public bool AllowMismatch { get; init; }

    /// <summary>
    /// Gets what the names of the wanted weights begin with, for example <c>encoder.</c>; it is cut off, and all other weights are left
    /// out. The default is empty: all.
    /// </summary>
    public string Prefix { get; init => field = Requires.NotNull(value); } = "";

    /// <summary>Takes the weights of a trained transformer, as they are when a training starts.</summary>
    /// <param name="transformer">The transformer; not disposed before the training has started.</param>
    public static InitialWeights From(EmbeddingTransformer transformer)
    {
        ArgumentNullException.ThrowIfNull(transformer);
        return new TransformerWeights(transformer);
    }

    /// <summary>Takes the weights of a safetensors file.</summary>
    /// <param name="path">The file.</param>
    public static InitialWeights FromSafetensors(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new SafetensorsWeights(path);
    }

    /// <summary>Takes the weights of a file that TorchSharp's <c>Module.save</c> wrote.</summary>
    /// <param name="path">The file.</param>
    public static InitialWeights FromTorchSharp(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new TorchSharpWeights(path);
    }

    /// <summary>
    /// Takes the weights of an ONNX file: by their names where these are those of the network's state, else those of a residual network,
    /// for a <see cref="ResNet2d"/>.
    /// </summary>
    /// <param name="path">
    /// The file, its weights in it as Single. Of a residual network convolutions and normalizations must be apart, as in training; the
    /// names follow from the graph. So the ImageNet weights of the package <c>Microsoft.ML.DnnImageFeaturizer.ResNet18</c> go into a <see
    /// cref="ResNet2d"/> of depth 20 with the full stem, offline.
    /// </param>
    /// <param name="takesBlueFirst">
    /// Whether the file's network takes blue, green, red, as that of the package does; its first convolution is turned to take red, green,
    /// blue.
    /// </param>
    /// <remarks>What is done to pixels before the network is not in the weights: set <see cref="TrainingOptions.PixelScaling"/>.</remarks>
    public static InitialWeights FromOnnx(string path, bool takesBlueFirst = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new OnnxWeights(path, takesBlueFirst);
    }

    /// <summary>Loads the weights into an encoder.</summary>
    /// <exception cref="ModelFormatException">
    /// The file is malformed, or names, shapes or types do not fit; the message lists all of them.
    /// </exception>
    internal void Load(nn.Module encoder, TrainingLog log) => Read(weights => Load(encoder, Wanted(weights), log));

    /// <summary>Calls <paramref name="use"/> with the weights, which live as long as the call.</summary>
    private protected abstract void Read(Action<IReadOnlyDictionary<string, Tensor>> use);

    /// <summary>Gets where the weights come from, for messages.</summary>
    private protected abstract string Source { get; }

    private IReadOnlyDictionary<string, Tensor> Wanted(IReadOnlyDictionary<string, Tensor> weights) => weights
        .Where(entry => entry.Key.StartsWith(Prefix, StringComparison.Ordinal))
        .ToDictionary(entry => entry.Key[Prefix.Length..], entry => entry.Value);

    private void Load(nn.Module encoder, IReadOnlyDictionary<string, Tensor> weights, TrainingLog log)
    {
        var (loaded, mismatches) = AllowMismatch ? WeightsLoader.LoadMatching(encoder, weights) : LoadAll(encoder, weights);
        if (loaded.Count == 0)
            throw new ModelFormatException(
                $"InitialWeights of {Source}: At least one weight must fit the network, but none does: {string.Join("; ", mismatches)}.");
        log.Info($"initial weights: {loaded.Count} tensors of {Source}: {string.Join(", ", loaded)}");
        if (mismatches.Count > 0)
            log.Warning($"initial weights: left out of {Source}: {string.Join("; ", mismatches)}");
    }

    private (IReadOnlyList<string> Loaded, IReadOnlyList<string> Mismatches) LoadAll(
        nn.Module encoder, IReadOnlyDictionary<string, Tensor> weights)
    {
        try
        {
            WeightsLoader.Load(encoder, weights);
            return ([.. weights.Keys], []);
        }
        catch (ModelFormatException failure)
        {
            throw new ModelFormatException($"InitialWeights of {Source}: {failure.Message}", failure);
        }
    }

    private sealed record TransformerWeights(EmbeddingTransformer Transformer) : InitialWeights
    {
        private protected override string Source => $"the {Transformer.Method} transformer of column '{Transformer.OutputColumnName}'";

        private protected override void Read(Action<IReadOnlyDictionary<string, Tensor>> use) =>
            Transformer.FrozenNetwork.Use(module => use(module.state_dict()));
    }

    private abstract record FileWeights(string Path) : InitialWeights
    {
        private protected override string Source => $"'{Path}'";

        private protected override void Read(Action<IReadOnlyDictionary<string, Tensor>> use)
        {
            using var stream = File.OpenRead(Path);
            using var file = Open(stream);
            use(file.Tensors);
        }

        protected abstract SafetensorsFile Parse(Stream stream);

        private SafetensorsFile Open(Stream stream)
        {
            try
            {
                return Parse(stream);
            }
            catch (ModelFormatException failure)
            {
                throw new ModelFormatException($"InitialWeights of {Source}: {failure.Message}", failure);
            }
        }
    }

    private sealed record SafetensorsWeights(string Path) : FileWeights(Path)
    {
        protected override SafetensorsFile Parse(Stream stream) => SafetensorsReader.Read(stream);
    }

    private sealed record OnnxWeights(string Path, bool TakesBlueFirst) : FileWeights(Path)
    {
        protected override SafetensorsFile Parse(Stream stream) => OnnxWeightsReader.Read(stream, TakesBlueFirst);
    }

    private sealed record TorchSharpWeights(string Path) : FileWeights(Path)
    {
        protected override SafetensorsFile Parse(Stream stream) => TorchSharpWeightsReader.Read(stream);
    }
}
