using Microsoft.ML;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>What a method adds to the training that all share: its name, its projection head, its loss, and what the loss needs beside them.</summary>
internal abstract class Objective : IDisposable
{
    /// <summary>Gets the method's name as the field writes it, for example <c>SimCLR</c>.</summary>
    public abstract string Method { get; }

    /// <summary>Gets how a momentum teacher follows the network in training; null if the method has none.</summary>
    public virtual TeacherRule? Teacher => null;

    /// <summary>Creates the projection head over embeddings of a width, with fresh weights from the process-wide CPU generator.</summary>
    public abstract nn.Module<Tensor, Tensor> CreateProjectionHead(int embeddingDimension);

    /// <summary>
    /// Creates, with fresh weights from the process-wide CPU generator, what the loss learns with (its parameters, for example a predictor's)
    /// and remembers (its buffers, for example a queue); null if there is nothing. It sees whole batches, also with micro-batches.
    /// </summary>
    /// <remarks>The training owns it, moves it to the device, trains it and saves it in checkpoints; the objective keeps a reference.</remarks>
    public virtual nn.Module? CreateLossModule() => null;

    /// <summary>Finds the auxiliary variables in a schema; null if the method has none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of a type that cannot be used.</exception>
    public virtual IRowPart? BindLabels(DataViewSchema schema) => null;

    /// <summary>Sees the auxiliary variables of all training rows, (M, d), once before the first step.</summary>
    public virtual void Fit(Tensor labels)
    {
    }

    /// <summary>Computes the loss of a batch: a scalar whose graph reaches the student's projections and the loss module.</summary>
    public abstract Tensor Loss(StepContext context);

    /// <summary>
    /// Sees, after the optimizer and the teacher have made a step, the batches that made it, with detached projections: the place to move
    /// buffers. Called without a graph.
    /// </summary>
    public virtual void AfterStep(IReadOnlyList<StepContext> batches)
    {
    }

    /// <inheritdoc/>
    public abstract void Dispose();
}
