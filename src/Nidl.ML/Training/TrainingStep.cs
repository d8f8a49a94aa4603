using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// One step in two phases: encode the views to projections z; compute the loss and dL/dz on a detached leaf; then backpropagate dL/dz
/// through the network. The loss thus never needs to know where z came from.
/// </summary>
internal sealed class TrainingStep(Network network, Objective objective)
{
    /// <summary>The outcome of a step: the loss, and the projections, detached, in the caller's dispose scope.</summary>
    public readonly record struct Outcome(double Loss, Tensor Z1, Tensor Z2);

    /// <summary>
    /// Adds the gradient of a batch to the parameters'. If the loss is not finite, no gradient is added.
    /// </summary>
    /// <param name="view1">The first views, (N, ...).</param>
    /// <param name="view2">The second views, (N, ...).</param>
    /// <param name="labels">The auxiliary variables, (N, d); null if the method has none.</param>
    public Outcome Run(Tensor view1, Tensor view2, Tensor? labels)
    {
        using var scope = NewDisposeScope();
        // Two passes, not one over both: batch statistics are those of one view, as in the reference.
        var z1 = network.Project(view1); // (N, D)
        var z2 = network.Project(view2); // (N, D)
        var leaf1 = z1.detach().requires_grad_();
        var leaf2 = z2.detach().requires_grad_();
        var loss = objective.Loss(leaf1, leaf2, labels);
        var value = loss.ToDouble();
        if (double.IsFinite(value))
        {
            loss.backward();
            z1.backward([leaf1.grad!]);
            z2.backward([leaf2.grad!]);
        }
        return new Outcome(value, leaf1.detach().MoveToOuterDisposeScope(), leaf2.detach().MoveToOuterDisposeScope());
    }
}
