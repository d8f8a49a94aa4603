using System.Collections.Concurrent;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// Describes a network that Python exported with <c>torch.jit.save</c>, with its weights to start from. A model file holds the name and the
/// SHA-256 of that file and the weights as trained: call <see cref="FromFile"/> with the same file before loading it.
/// </summary>
/// <remarks>
/// <para>The network maps (N, ...input shape) to (N, embedding dimension), Single. The embedding dimension is found by one forward pass of
/// two rows of zeros in evaluation mode. The stages of <see cref="TrainingOptions.FreezeStages"/> are its direct children.</para>
/// <para>A TorchScript file is a program: load only your own. No model file can have one opened that the program did not name. The file
/// must stay as it is while the encoder is used, for it is read, and its SHA-256 compared, whenever a network is created.</para>
/// <para>Random layers of the network repeat with the seed of the training. A network that was traced, not scripted, keeps the mode in
/// which it was traced.</para>
/// </remarks>
public sealed record TorchScriptEncoder : Encoder
{
    private static readonly ConcurrentDictionary<string, string> _paths = new(StringComparer.Ordinal);
    private static readonly ConcurrentDictionary<(string Sha256, InputShape Shape), int> _embeddingDimensions = new();

    /// <summary>Gets the file's name, without its folder; it stands in messages only.</summary>
    /// <exception cref="ArgumentException">The value is null or blank.</exception>
    public required string FileName
    {
        get;
        init
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(value, nameof(FileName));
            field = value;
        }
    }

    /// <summary>Gets the SHA-256 of the file that <see cref="FromFile"/> was called with, 64 lower-case hexadecimal digits.</summary>
    /// <exception cref="ArgumentException">The value has another form.</exception>
    public required string Sha256
    {
        get;
        init => field = value is { Length: 64 } && value.All(char.IsAsciiHexDigitLower)
            ? value
            : throw new ArgumentException($"Sha256 must have 64 lower-case hexadecimal digits, but '{value}' was given.", nameof(Sha256));
    }

    /// <summary>
    /// Gets whether the network stays as it is in the file: its weights take no gradients, and it is in evaluation mode during training,
    /// too, so that batch statistics stay. Default: false, it is trained on, but for weights that were exported with <c>requires_grad =
    /// False</c>.
    /// </summary>
    public bool Frozen { get; init; }

    /// <summary>Describes the network of a file, and remembers for the life of the process where that file is.</summary>
    /// <param name="path">A file that <c>torch.jit.save</c> wrote, of at most 2 GB. It is a program: load only your own.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty, cannot be read, or is no TorchScript file.</exception>
    /// <exception cref="DllNotFoundException">The native library is missing or cannot be loaded; the message says what to do.</exception>
    public static TorchScriptEncoder FromFile(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            var file = TorchScriptFile.Read(path);
            file.Load().Dispose();
            _paths[file.Sha256] = Path.GetFullPath(path);
            return new TorchScriptEncoder { FileName = Path.GetFileName(path), Sha256 = file.Sha256 };
        }
        catch (InvalidOperationException failure)
        {
            throw new ArgumentException(
                $"TorchScriptEncoder.FromFile needs a file that torch.jit.save wrote, but '{path}' is none: {failure.Message}",
                nameof(path), failure);
        }
    }

    /// <inheritdoc/>
    public override void CheckInputShape(InputShape inputShape)
    {
        ArgumentNullException.ThrowIfNull(inputShape);
        GetEmbeddingDimension(inputShape);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The network fails on rows of the shape.</exception>
    /// <exception cref="InvalidOperationException">
    /// <see cref="FromFile"/> was not called for the file in this process, the file has changed since, its network does not give
    /// (N, embedding dimension) in Single, or none of its weights takes gradients though it is not <see cref="Frozen"/>.
    /// </exception>
    public override int GetEmbeddingDimension(InputShape inputShape)
    {
        ArgumentNullException.ThrowIfNull(inputShape);
        return _embeddingDimensions.GetOrAdd((Sha256, inputShape), _ =>
        {
            using var module = Load();
            return TrialForward.Run(FileName, module, inputShape);
        });
    }

    // The file knows: its network is as large as the program that named it decided.
    internal override bool TakesOtherSizes => true;

    internal override Int128? CountState(InputShape inputShape) => null;

    internal override bool DrawsFromTorch => true;

    /// <inheritdoc/>
    protected override nn.Module<Tensor, Tensor> Build(InputShape inputShape)
    {
        var module = Load();
        try
        {
            // The interpreter makes its plan at the first pass. Made without a graph, the plan leaves all differentiation to autograd, and
            // every pass of every process computes alike; made within a training step, later steps would take the interpreter's own
            // derivatives.
            TrialForward.Run(FileName, module, inputShape);
            module.train();
            return module;
        }
        catch
        {
            module.Dispose();
            throw;
        }
    }

    private TorchScriptModule Load()
    {
        var module = new TorchScriptModule(LoadScript(), Frozen);
        if (Frozen || module.parameters().Any(parameter => parameter.requires_grad))
            return module;
        module.Dispose();
        throw new InvalidOperationException(
            $"The encoder '{FileName}' needs a weight that takes gradients to be trained on, but its file has none: set Frozen = true, "
            + "or export it with weights that do.");
    }

    private jit.ScriptModule<Tensor, Tensor> LoadScript()
    {
        if (!_paths.TryGetValue(Sha256, out var path))
            throw new InvalidOperationException(
                $"The encoder '{FileName}' needs its TorchScript file in this process: call TorchScriptEncoder.FromFile with the file of "
                + $"SHA-256 {Sha256} that the model was trained with.");
        try
        {
            var file = TorchScriptFile.Read(path);
            if (file.Sha256 != Sha256)
                throw new InvalidOperationException($"its SHA-256 is {file.Sha256}");
            return file.Load();
        }
        catch (InvalidOperationException failure)
        {
            throw new InvalidOperationException(
                $"The encoder '{FileName}' needs '{path}' as TorchScriptEncoder.FromFile found it, "
                + $"of SHA-256 {Sha256}, but: {failure.Message}", failure);
        }
    }
}
