using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>What makes the views of a batch, a pipeline for each. A view without augmentations is the batch itself.</summary>
internal sealed record ViewPlan
{
    /// <summary>Creates the plan of as many views as there are pipelines, at least two.</summary>
    public ViewPlan(params IReadOnlyList<AugmentationSequence> views) => Views = ValueList<AugmentationSequence>.Copy(views, nameof(views));

    /// <summary>Gets the pipelines, the first view's first.</summary>
    public IReadOnlyList<AugmentationSequence> Views { get; }

    /// <summary>Gets what is done to rows before the views are drawn of them, and to the views; null if nothing is.</summary>
    public PixelScaling? Scaling { get; init; }

    /// <summary>Gets whether an augmentation learns from the data.</summary>
    public bool LearnsFromTrainingRows => Views.Any(view => view.LearnsFromTrainingRows);

    /// <summary>Gives what augmentations see of rows: a tensor of its own.</summary>
    public Tensor ToUnit(Tensor rows) => Scaling?.ToUnit(rows) ?? rows.alias();

    /// <summary>
    /// Lets the augmentations that learn from the data see training rows, (M, ...), as <see cref="ToUnit"/> gives them; they must outlive
    /// the result.
    /// </summary>
    public ViewPlan Fit(Tensor rows) => new([.. Views.Select(view => (AugmentationSequence)view.Fit(rows))]) { Scaling = Scaling };

    /// <summary>Checks that the augmentations can act on rows of a shape.</summary>
    /// <exception cref="ArgumentException">The shape does not fit one.</exception>
    public void CheckInputShape(InputShape shape)
    {
        foreach (var view in Views)
            view.CheckInputShape(shape);
    }

    /// <summary>Gets the shapes of the views of rows of a shape, the first view's first.</summary>
    public IEnumerable<InputShape> GetOutputShapes(InputShape shape) => Views.Select(view => view.GetOutputShape(shape));

    /// <summary>Says, in one sentence each, which augmentations change nothing of rows of a shape.</summary>
    public IEnumerable<string> IdleOn(InputShape shape) => Views.SelectMany(view => view.IdleOn(shape)).Distinct();

    /// <summary>
    /// Draws all views; a row's random numbers depend on seed, epoch, its position in the epoch's order and the view alone.
    /// </summary>
    /// <param name="rows">The rows, (N, ...).</param>
    /// <param name="secondRows">A ready-made second view of each, from which the second view is drawn; null if there is none.</param>
    /// <param name="seed">The seed of the run.</param>
    /// <param name="epoch">The epoch, counted from 0.</param>
    /// <param name="firstRow">The position of the first row in the epoch's order; the others follow it.</param>
    public IReadOnlyList<Tensor> Draw(Tensor rows, Tensor? secondRows, int seed, int epoch, long firstRow) =>
        DrawUnit(InUnits(rows), secondRows is null ? null : InUnits(secondRows), seed, epoch, firstRow);

    private Tensor InUnits(Tensor rows) => Scaling?.ToUnit(rows) ?? rows;

    private Tensor[] DrawUnit(Tensor rows, Tensor? secondRows, int seed, int epoch, long firstRow) =>
        [.. Views.Select((view, i) => Draw(view, i == 1 ? secondRows ?? rows : rows, seed, epoch, firstRow, i + 1))];

    private Tensor Draw(AugmentationSequence augmentations, Tensor rows, int seed, int epoch, long firstRow, int view)
    {
        // A process may have no share of a batch.
        if (rows.shape[0] == 0)
            return rows;
        using var all = new RandomSource(rows.device, seed, RandomPurpose.View, epoch, view);
        using var random = all.Skip(firstRow);
        var drawn = augmentations.Apply(rows, random);
        return Scaling?.Standardize(drawn) ?? drawn;
    }
}
