using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// The gradient of one batch, in two phases: encode the views to projections z; compute the loss and dL/dz on detached leaves; then
/// backpropagate dL/dz through the network. The loss thus never needs to know where z came from: from one pass, from micro-batches, or from
/// other processes.
/// </summary>
/// <remarks>
/// Each process of a group brings its share of the batch. The loss is that of all rows, the same in every process; what goes back through
/// the network is the gradient of the own rows' z, so that the sum of the processes' gradients is that of the whole batch. Parameters on
/// the loss's side have the whole gradient in every process.
/// </remarks>
/// <param name="network">The network, whose gradients are added to.</param>
/// <param name="objective">The loss.</param>
/// <param name="microBatchSize">The rows that are encoded at once; null encodes a batch at once.</param>
/// <param name="group">The processes that train together; null for this one alone.</param>
internal sealed class BatchGradient(Network network, Objective objective, int? microBatchSize = null, ProcessGroup? group = null)
{
    private readonly ProcessGroup _processes = group ?? ProcessGroup.Single;

    /// <summary>
    /// The outcome of a batch: the loss, and what it was computed of, with detached projections in the caller's dispose scope.
    /// </summary>
    public readonly record struct Outcome(double Loss, BatchContext Batch);

    /// <summary>Adds the gradient of a batch to the parameters'. If the loss is not finite, no gradient is added.</summary>
    /// <param name="views">The views, (N, ...) each.</param>
    /// <param name="auxiliary">The auxiliary variables, (N, d); null if the method has none.</param>
    /// <param name="weight">What the loss is multiplied with for the gradient: the batch's share of an optimizer step.</param>
    /// <param name="progress">What is done of the training, from 0 to 1.</param>
    public Outcome Add(IReadOnlyList<Tensor> views, Tensor? auxiliary, double weight = 1, double progress = 0)
    {
        using var scope = NewDisposeScope();
        var pass = PassOver(network, views);
        // One pass a view, not one over all: batch statistics are those of one view, as in the reference.
        var projections = pass.Project(views);
        GatheredRows[] gathered = [.. projections.Select(_processes.Gather)];
        Tensor[] leaves = [.. gathered.Select(z => z.All.requires_grad_())]; // (N, D) each
        var (teacher, ofAll) = (Teach(views), Gather(auxiliary));
        var loss = objective.Loss(new(leaves, teacher, ofAll, progress));
        var value = _processes.OfFirst(loss.ToDouble());
        if (double.IsFinite(value))
        {
            // The weight here and not at dL/dz: what is learned on the loss's side needs it too.
            loss.mul(weight).backward();
            pass.Backpropagate(
                views, projections, [.. leaves.Zip(gathered, (leaf, z) => leaf.grad is { } gradient ? z.Own.Of(gradient) : null)]);
        }
        if (_processes.Size > 1)
            ofAll?.MoveToOuterDisposeScope();
        return new(
            value,
            new BatchContext([.. leaves.Select(leaf => leaf.detach())], teacher, ofAll, progress).MoveProjectionsToOuterDisposeScope());
    }

    /// <summary>Gets the loss of a batch as the network stands, without a gradient.</summary>
    public double Evaluate(IReadOnlyList<Tensor> views, Tensor? auxiliary, double progress)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        Tensor[] projections = [.. PassOver(network, views).Encode(views).Select(z => _processes.Gather(z).All)];
        return _processes.OfFirst(objective.Loss(new(projections, Teach(views), Gather(auxiliary), progress)).ToDouble());
    }

    /// <summary>Ends the optimizer step that batches made: the teacher follows, and the objective looks at them.</summary>
    public void EndStep(IReadOnlyList<BatchContext> batches)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        network.Teacher?.Follow(network, batches[0].Progress);
        objective.AfterStep(batches);
    }

    private IReadOnlyList<Tensor> Teach(IReadOnlyList<Tensor> views)
    {
        if (network.Teacher is not { } teacher)
            return [];
        using var noGradient = no_grad();
        // Numbered after the student's: its random layers draw on their own.
        var projections = PassOver(teacher.Network, views).Encode([.. views.Take(teacher.Rule.Views)], firstView: views.Count + 1);
        return [.. projections.Select(z => _processes.Gather(z).All)];
    }

    private Tensor? Gather(Tensor? rows) => rows is null ? null : _processes.Gather(rows).All;

    private EncodingPass PassOver(Network encoder, IReadOnlyList<Tensor> views) =>
        new(encoder, microBatchSize < views[0].shape[0] ? microBatchSize : null);
}
