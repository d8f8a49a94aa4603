using Microsoft.ML;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>What a method adds to the training that all share: its name, its projection head and its loss.</summary>
internal abstract class Objective : IDisposable
{
    /// <summary>Gets the method's name as the field writes it, for example <c>SimCLR</c>.</summary>
    public abstract string Method { get; }

    /// <summary>Creates the projection head over embeddings of a width, with fresh weights from the process-wide CPU generator.</summary>
    public abstract nn.Module<Tensor, Tensor> CreateProjectionHead(int embeddingDimension);

    /// <summary>Finds the auxiliary variables in a schema; null if the method has none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of a type that cannot be used.</exception>
    public virtual IRowPart? BindLabels(DataViewSchema schema) => null;

    /// <summary>Sees the auxiliary variables of all training rows, (M, d), once before the first step.</summary>
    public virtual void Fit(Tensor labels)
    {
    }

    /// <summary>Computes the loss of a batch: a scalar whose graph reaches <paramref name="z1"/> and <paramref name="z2"/>.</summary>
    /// <param name="z1">The projections of the first views, (N, D).</param>
    /// <param name="z2">The projections of the second views, (N, D).</param>
    /// <param name="labels">The auxiliary variables, (N, d); null if the method has none.</param>
    public abstract Tensor Loss(Tensor z1, Tensor z2, Tensor? labels);

    /// <inheritdoc/>
    public abstract void Dispose();
}
