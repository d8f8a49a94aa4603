using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>What makes the two views of a batch. Without augmentations a view is the batch itself.</summary>
internal sealed record ViewPair(Compose First, Compose Second)
{
    /// <summary>Gets whether an augmentation learns from the data.</summary>
    public bool LearnsFromTrainingRows => First.LearnsFromTrainingRows || Second.LearnsFromTrainingRows;

    /// <summary>Lets the augmentations that learn from the data see training rows, (M, ...), which must outlive the result.</summary>
    public ViewPair Fit(Tensor rows) => new((Compose)First.Fit(rows), (Compose)Second.Fit(rows));

    /// <summary>Says, in one sentence each, which augmentations change nothing of rows of a shape.</summary>
    public IEnumerable<string> IdleOn(InputShape shape) => First.IdleOn(shape).Union(Second.IdleOn(shape));

    /// <summary>Draws both views; the random numbers depend on seed, epoch and step alone.</summary>
    /// <param name="rows">The rows, (N, ...).</param>
    /// <param name="secondRows">A ready-made second view of each, from which the second view is drawn; null if there is none.</param>
    /// <param name="seed">The seed of the run.</param>
    /// <param name="epoch">The epoch, counted from 0.</param>
    /// <param name="step">The step within the epoch, counted from 0.</param>
    public (Tensor View1, Tensor View2) Draw(Tensor rows, Tensor? secondRows, int seed, int epoch, int step) =>
        (Draw(First, rows, seed, epoch, step, view: 1), Draw(Second, secondRows ?? rows, seed, epoch, step, view: 2));

    private static Tensor Draw(Compose augmentations, Tensor rows, int seed, int epoch, int step, int view)
    {
        using var random = new RandomSource(rows.device, seed, RandomPurpose.View, epoch, step, view);
        return augmentations.Apply(rows, random);
    }
}
