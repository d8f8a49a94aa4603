using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>What an objective sees of one batch.</summary>
/// <param name="Student">The projections of each view by the network in training, (N, D) each; the loss's graph starts at them.</param>
/// <param name="Teacher">
/// The projections by the teacher of the views that it sees, (N, D) each, without a graph; empty if there is no teacher.
/// </param>
/// <param name="Auxiliary">The auxiliary variables, (N, d); null if the method has none.</param>
/// <param name="Progress">What was done of the training's optimizer steps before this one, from 0 to 1.</param>
public sealed record BatchContext(IReadOnlyList<Tensor> Student, IReadOnlyList<Tensor> Teacher, Tensor? Auxiliary, double Progress)
{
    /// <summary>Gets the projections of the first views, (N, D).</summary>
    public Tensor Z1 => Student[0];

    /// <summary>Gets the projections of the second views, (N, D).</summary>
    public Tensor Z2 => Student[1];

    /// <summary>Moves all tensors to the dispose scope around their own.</summary>
    internal BatchContext MoveToOuterDisposeScope()
    {
        Auxiliary?.MoveToOuterDisposeScope();
        return MoveProjectionsToOuterDisposeScope();
    }

    /// <summary>Moves the projections to the dispose scope around their own.</summary>
    internal BatchContext MoveProjectionsToOuterDisposeScope()
    {
        foreach (var projections in Student.Concat(Teacher))
            projections.MoveToOuterDisposeScope();
        return this;
    }
}
