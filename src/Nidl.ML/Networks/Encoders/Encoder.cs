using System.Text.Json.Serialization;
using Nidl.ML.Losses;
using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// Describes the network that maps a row's features to its embedding. A description is plain data: it is written into model files as
/// JSON and creates the module anew when a model is loaded.
/// </summary>
/// <remarks>
/// The kinds of encoder are a closed list, so that a model file can name no other type; a network of your own takes part as a <see
/// cref="CustomEncoder"/> or a <see cref="TorchScriptEncoder"/>.
/// </remarks>
[JsonConverter(typeof(EncoderJsonConverter))]
public abstract record Encoder
{
    private protected Encoder()
    {
    }

    /// <summary>Checks that rows of a shape can be encoded.</summary>
    /// <param name="inputShape">The shape of one row, without the batch.</param>
    /// <exception cref="ArgumentException">
    /// The shape does not fit; the message names the shape that is needed and <paramref name="inputShape"/>.
    /// </exception>
    public abstract void CheckInputShape(InputShape inputShape);

    /// <summary>Gets the number of values of one embedding.</summary>
    /// <param name="inputShape">The shape of one row, without the batch.</param>
    public abstract int GetEmbeddingDimension(InputShape inputShape);

    /// <summary>Creates the module with fresh weights: (N, ...inputShape) to (N, embedding dimension).</summary>
    /// <param name="inputShape">The shape of one row, without the batch.</param>
    /// <returns>The module, on the CPU, in training mode; its weights are drawn from the process-wide CPU generator.</returns>
    /// <exception cref="ArgumentException">The shape does not fit.</exception>
    /// <exception cref="DllNotFoundException">The native library is missing or cannot be loaded; the message says what to do.</exception>
    public nn.Module<Tensor, Tensor> CreateModule(InputShape inputShape)
    {
        Libtorch.Load();
        CheckInputShape(inputShape);
        var module = Build(inputShape);
        TrustedConvolutions.Require(module, HasConvolutions);
        ShortAxes.Lengthen(module);
        return module;
    }

    /// <summary>
    /// Gets a table of the network's layers, in order, with the shape that each gives for rows of a shape, and its parameters.
    /// </summary>
    /// <param name="inputShape">The shape of one row, without the batch.</param>
    /// <returns>Lines of text; <c>N</c> stands for the number of rows.</returns>
    /// <exception cref="ArgumentException">The shape does not fit.</exception>
    /// <exception cref="DllNotFoundException">The native library is missing or cannot be loaded; the message says what to do.</exception>
    public string Summary(InputShape inputShape)
    {
        using var module = DefaultGenerator.Lend(seed: 0, () => CreateModule(inputShape));
        return EncoderSummary.Create(module, inputShape);
    }

    /// <summary>
    /// Gets the description with nothing left to the input's size: what a trained model says of its network. The shape fits.
    /// </summary>
    internal virtual Encoder For(InputShape inputShape) => this;

    /// <summary>
    /// Gets the number of values in the network's state, weights and buffers, by arithmetic alone: what a model file says of a network is
    /// compared with the weights it holds before memory is taken for the network. Null if only a network of the program's own knows.
    /// </summary>
    internal abstract Int128? CountState(InputShape inputShape);

    /// <summary>Gets whether the network's weights of three and more dimensions may be kernels of convolutions.</summary>
    internal virtual bool HasConvolutions => true;

    /// <summary>
    /// Gets whether the network for rows of one size encodes views of other sizes too, into embeddings of the same dimension.
    /// </summary>
    internal virtual bool TakesOtherSizes => false;

    /// <summary>
    /// Gets whether random layers of the network may draw from Torch's process-wide generators, as those of others than ours do.
    /// </summary>
    internal virtual bool DrawsFromTorch => false;

    /// <summary>
    /// Gets whether the network gives the same for rows in any layout in memory, <see cref="ChannelsLast"/> for one, as convolutions do.
    /// </summary>
    internal virtual bool TakesAnyLayout => false;

    /// <summary>Creates the module for a shape that <see cref="CheckInputShape"/> has accepted.</summary>
    protected abstract nn.Module<Tensor, Tensor> Build(InputShape inputShape);
}
