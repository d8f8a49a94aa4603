using System.Collections.Concurrent;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// Describes a network of your own by the name under which its factory is registered in this process. A model file holds the name alone:
/// register the same factory before loading it.
/// </summary>
/// <remarks>
/// The network maps (N, ...input shape) to (N, embedding dimension), Single. The embedding dimension is found by one forward pass of two
/// rows of zeros in evaluation mode. Random layers of the network, Torch's own <c>Dropout</c> for one, repeat with the seed of the
/// training. A buffer that is registered as not persistent is in no file: the factory makes it anew, so it must not be random. A buffer
/// that holds NaN or an infinity from the start, a mask for instance, counts as a constant.
/// </remarks>
public sealed record CustomEncoder : Encoder
{
    private static readonly ConcurrentDictionary<string, Func<InputShape, nn.Module<Tensor, Tensor>>> _factories =
        new(StringComparer.Ordinal);
    private static readonly ConcurrentDictionary<(string Name, InputShape Shape), int> _embeddingDimensions = new();

    /// <summary>Gets the name of a registered factory.</summary>
    /// <exception cref="ArgumentException">The value is null or blank.</exception>
    public required string Name
    {
        get;
        init
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(value, nameof(Name));
            field = value;
        }
    }

    /// <summary>Registers a factory under a name, for the life of the process.</summary>
    /// <param name="name">The name, compared by its characters; it is written into model files.</param>
    /// <param name="factory">Creates the network, with fresh weights, for rows of a shape (without the batch).</param>
    /// <returns>The description that stands for the network.</returns>
    /// <exception cref="ArgumentException"><paramref name="name"/> is blank, or another factory is registered under it.</exception>
    public static CustomEncoder Register(string name, Func<InputShape, nn.Module<Tensor, Tensor>> factory)
    {
        ArgumentNullException.ThrowIfNull(factory);
        var encoder = new CustomEncoder { Name = name };
        if (_factories.GetOrAdd(name, factory) != factory)
            throw new ArgumentException(
                $"CustomEncoder.Register needs a new name, but another factory is registered as '{name}'.", nameof(name));
        return encoder;
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
    /// No factory is registered under <see cref="Name"/>, or its network does not give (N, embedding dimension) in Single.
    /// </exception>
    public override int GetEmbeddingDimension(InputShape inputShape)
    {
        ArgumentNullException.ThrowIfNull(inputShape);
        return _embeddingDimensions.GetOrAdd((Name, inputShape), _ => FindEmbeddingDimension(inputShape));
    }

    // The factory is the program's own code: it decides what it takes for a shape.
    internal override bool TakesOtherSizes => true;

    internal override Int128? CountState(InputShape inputShape) => null;

    internal override bool DrawsFromTorch => true;

    /// <inheritdoc/>
    protected override nn.Module<Tensor, Tensor> Build(InputShape inputShape)
    {
        if (!_factories.TryGetValue(Name, out var factory))
            throw new InvalidOperationException(
                $"The encoder '{Name}' needs a factory in this process: "
                + $"call CustomEncoder.Register(\"{Name}\", shape => ...) with the network that the model was trained with.");
        using var scope = NewDisposeScope();
        var module = factory(inputShape)
            ?? throw new InvalidOperationException($"The factory of the encoder '{Name}' must give a module, but gave null.");
        // What the factory has made and not disposed of may belong to the network without being registered.
        scope.Detach(scope.DisposablesView);
        return module;
    }

    private int FindEmbeddingDimension(InputShape inputShape)
    {
        // The weights do not matter, but drawing them must not move the process-wide generator.
        using var module = DefaultGenerator.Lend(seed: 0, () => Build(inputShape));
        return TrialForward.Run(Name, module, inputShape);
    }
}
