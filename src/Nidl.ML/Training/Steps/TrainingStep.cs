using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// One batch in two phases: encode the views to projections z; compute the loss and dL/dz on a detached leaf; then backpropagate dL/dz
/// through the network. The loss thus never needs to know where z came from: from one pass, or from micro-batches.
/// </summary>
/// <param name="network">The network, whose gradients are added to.</param>
/// <param name="objective">The loss.</param>
/// <param name="microBatchSize">The rows that are encoded at once; null encodes a batch at once.</param>
internal sealed class TrainingStep(Network network, Objective objective, int? microBatchSize = null)
{
    private readonly MicroBatchPass _passes = new(network);

    /// <summary>The outcome of a batch: the loss, and the projections, detached, in the caller's dispose scope.</summary>
    public readonly record struct Outcome(double Loss, Tensor Z1, Tensor Z2);

    /// <summary>
    /// Adds the gradient of a batch to the parameters'. If the loss is not finite, no gradient is added.
    /// </summary>
    /// <param name="view1">The first views, (N, ...).</param>
    /// <param name="view2">The second views, (N, ...).</param>
    /// <param name="labels">The auxiliary variables, (N, d); null if the method has none.</param>
    /// <param name="weight">What the gradient is multiplied with: the batch's share of an optimizer step.</param>
    public Outcome Run(Tensor view1, Tensor view2, Tensor? labels, double weight = 1)
    {
        using var scope = NewDisposeScope();
        var outcome = microBatchSize < view1.shape[0] ? RunInParts(view1, view2, labels, weight) : RunAtOnce(view1, view2, labels, weight);
        outcome.Z1.MoveToOuterDisposeScope();
        outcome.Z2.MoveToOuterDisposeScope();
        return outcome;
    }

    /// <summary>Gets the loss of a batch as the network stands, without a gradient.</summary>
    public double Evaluate(Tensor view1, Tensor view2, Tensor? labels)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        if (microBatchSize is { } size && size < view1.shape[0])
            return objective.Loss(_passes.Encode(view1, size, view: 1), _passes.Encode(view2, size, view: 2), labels).ToDouble();
        return objective.Loss(network.Project(view1), network.Project(view2), labels).ToDouble();
    }

    private Outcome RunAtOnce(Tensor view1, Tensor view2, Tensor? labels, double weight)
    {
        // Two passes, not one over both: batch statistics are those of one view, as in the reference.
        var z1 = network.Project(view1); // (N, D)
        var z2 = network.Project(view2); // (N, D)
        var (outcome, gradients) = Differentiate(z1, z2, labels, weight);
        if (gradients is { } of)
        {
            z1.backward([of.Z1]);
            z2.backward([of.Z2]);
        }
        return outcome;
    }

    private Outcome RunInParts(Tensor view1, Tensor view2, Tensor? labels, double weight)
    {
        var size = microBatchSize!.Value;
        var (z1, z2) = _passes.EncodeWithoutTrace(view1, view2, size);
        var (outcome, gradients) = Differentiate(z1, z2, labels, weight);
        if (gradients is { } of)
        {
            _passes.Backpropagate(view1, of.Z1, size, view: 1);
            _passes.Backpropagate(view2, of.Z2, size, view: 2);
        }
        return outcome;
    }

    private (Outcome Outcome, (Tensor Z1, Tensor Z2)? Gradients) Differentiate(Tensor z1, Tensor z2, Tensor? labels, double weight)
    {
        var leaf1 = z1.detach().requires_grad_();
        var leaf2 = z2.detach().requires_grad_();
        var loss = objective.Loss(leaf1, leaf2, labels);
        var value = loss.ToDouble();
        var outcome = new Outcome(value, leaf1.detach(), leaf2.detach());
        if (!double.IsFinite(value))
            return (outcome, null);
        loss.backward();
        return (outcome, (leaf1.grad!.mul(weight), leaf2.grad!.mul(weight)));
    }
}
