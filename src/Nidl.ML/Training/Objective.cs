using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// What a method adds to the training that all share: its name, its projection head, its loss, and what the loss needs beside them.
/// </summary>
/// <remarks>Derive from it, and from <see cref="SelfSupervisedEstimator{TOptions}"/>, to add a method of your own.</remarks>
public abstract class Objective : IDisposable
{
    /// <summary>Gets the method's name as the field writes it, for example <c>SimCLR</c>.</summary>
    public abstract string Method { get; }

    /// <summary>Gets the network between the encoder and the loss; it is dropped after training.</summary>
    public abstract ProjectionHead ProjectionHead { get; }

    /// <summary>Gets how a momentum teacher follows the network in training. Null, no teacher, unless overridden.</summary>
    public virtual TeacherRule? Teacher => null;

    /// <summary>
    /// Gets the loss of projections that say nothing, whose similarities are all the same: the log prints it beside the loss. Null,
    /// unknown, unless overridden.
    /// </summary>
    /// <param name="batchSize">The rows N of a batch, at least 2.</param>
    public virtual double? ChanceLoss(long batchSize) => null;

    /// <summary>
    /// Creates, with fresh weights from Torch's process-wide CPU generator, what the loss learns with (its parameters, for example a
    /// predictor's) and remembers (its buffers, for example a queue). It sees whole batches, also with micro-batches. Null, nothing, unless
    /// overridden.
    /// </summary>
    /// <remarks>
    /// The training owns it, moves it to the device, trains it and saves it in checkpoints; the objective keeps a reference.
    /// </remarks>
    public virtual nn.Module? CreateLossModule() => null;

    /// <summary>Sees the auxiliary variables of all training rows once, before the first step. Does nothing unless overridden.</summary>
    /// <param name="auxiliary">The variables, (M, d), on the device. They belong to the training.</param>
    public virtual void Fit(Tensor auxiliary)
    {
    }

    /// <summary>Computes the loss of a batch.</summary>
    /// <param name="context">What there is to compare. Its tensors belong to the training.</param>
    /// <returns>A scalar whose graph reaches the student's projections and the loss module, owned by the caller's dispose scope.</returns>
    public abstract Tensor Loss(BatchContext context);

    /// <summary>
    /// Sees, after the optimizer and the teacher have made a step, the batches that made it, with detached projections: the place to move
    /// buffers. Called without a graph. Does nothing unless overridden.
    /// </summary>
    /// <param name="batches">The batches, one unless <see cref="TrainingOptions.AccumulateBatches"/> says more.</param>
    public virtual void AfterStep(IReadOnlyList<BatchContext> batches)
    {
    }

    /// <summary>Releases what the objective owns, for example its loss. Does nothing unless overridden.</summary>
    public virtual void Dispose()
    {
    }
}
