using Microsoft.ML;

namespace Nidl.ML;

/// <summary>
/// Evaluates an embedding while it is trained: every n epochs it fits a probe on the frozen embedding of labeled rows and
/// writes how well it predicts into the log and into <see cref="EpochResult.Metrics"/> of the training's history.
/// </summary>
/// <remarks>
/// <para>It looks at a copy of the encoder in evaluation mode, so the training goes on as if it were not there, to the bit. It runs after
/// the epochs n, 2n, ... and after the last one.</para>
/// <para>With a <see cref="TestSet"/> the figures are <c>probe.Accuracy</c> and so on; without one they are means over
/// <see cref="NumberOfFolds"/> folds of the train set, with the standard deviation beside them as <c>probe.Accuracy.Spread</c>.</para>
/// </remarks>
public sealed class ModelProbing : TrainingCallback
{
    private readonly MLContext _context;
    private readonly IEstimator<ITransformer> _probe;
    private readonly IDataView _trainSet;
    private ITransformer? _preparation;
    private LabelColumn? _label;
    private ProbeFolds? _folds;

    /// <summary>Creates the callback.</summary>
    /// <param name="context">The context.</param>
    /// <param name="probe">
    /// The probe: any trainer that reads the estimator's output column and the label, for example <see cref="ProbeCatalog.KnnProbe"/>.
    /// </param>
    /// <param name="trainSet">Labeled rows to fit the probe on, with the estimator's input column.</param>
    public ModelProbing(MLContext context, IEstimator<ITransformer> probe, IDataView trainSet)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(probe);
        ArgumentNullException.ThrowIfNull(trainSet);
        (_context, _probe, _trainSet) = (context, probe, trainSet);
    }

    /// <summary>Gets labeled rows to test the probe on. The default, null, cross-validates on the train set.</summary>
    public IDataView? TestSet { get; init; }

    /// <summary>Gets the column of labels: Boolean, key of UInt32, text or a number. The default is <c>Label</c>.</summary>
    public string LabelColumnName { get; init => field = Requires.NotNull(value); } = "Label";

    /// <summary>Gets the task. The default, null, takes it from the label's type; for an integer it must be given.</summary>
    public ProbeTask? Task { get; init => field = Requires.Defined(value); }

    /// <summary>Gets n, the epochs from one probing to the next, at least 1. The default is 1.</summary>
    public int EveryEpochs { get; init => field = Requires.AtLeast(value, 1); } = 1;

    /// <summary>Gets the number of folds where there is no <see cref="TestSet"/>, at least 2; else not used. The default is 5.</summary>
    public int NumberOfFolds { get; init => field = Requires.AtLeast(value, 2); } = 5;

    /// <summary>
    /// Gets the seed of the folds; they are the same at every probing. The default is 0; not used with a <see cref="TestSet"/>.
    /// </summary>
    public int Seed { get; init; }

    /// <summary>Gets the name before the figures, for several probes in one training. The default is <c>probe</c>.</summary>
    public string Name { get; init => field = Requires.NotNull(value); } = "probe";

    /// <summary>Checks labels and folds, so that what is wrong with them is said before the first step.</summary>
    /// <param name="state">The training.</param>
    /// <exception cref="ArgumentOutOfRangeException">The label is missing or of a type that cannot be used.</exception>
    /// <exception cref="ArgumentException">The task does not suit the label, or there are too few labels or classes.</exception>
    public override void OnFitStart(TrainingState state)
    {
        var task = LabelPreparation.TaskOf(_trainSet.Schema, LabelColumnName, Task);
        _preparation = LabelPreparation.Fit(_context, _trainSet, LabelColumnName, task);
        var rows = Prepare(_trainSet);
        _label = LabelColumn.Bind(rows.Schema, LabelColumnName);
        if (TestSet is not null)
            LabelClasses.Check(_label, Prepare(TestSet));
        else
            _folds = ProbeFolds.Assign(LabelColumn.Read(rows, _label, CancellationToken.None), _label, NumberOfFolds, Seed);
    }

    /// <inheritdoc/>
    public override void OnEpochEnd(TrainingState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (state.Epoch % EveryEpochs != 0 && state.Epoch != state.NumberOfEpochs && !state.IsStopRequested)
            return;
        using var encoder = state.CreateTransformer();
        var figures = Probe(encoder).ToArray();
        foreach (var (name, value) in figures)
            state.Report(name, value);
        var texts = figures.Select(figure => FormattableString.Invariant($"{figure.Name} {figure.Value:F4}"));
        state.Info($"epoch {state.Epoch}/{state.NumberOfEpochs}  {string.Join("  ", texts)}");
    }

    private IDataView Prepare(IDataView rows) => _preparation?.Transform(rows) ?? rows;

    private IEnumerable<(string Name, double Value)> Probe(EmbeddingTransformer encoder)
    {
        // Kept in memory: the copy of the encoder runs once over the rows, however often a trainer passes over them.
        IDataView Embed(IDataView rows) => _context.Data.Cache(encoder.Transform(Prepare(rows)));
        return TestSet is null
            ? OverFolds(Embed(_trainSet))
            : Figures(ProbeRun.Evaluate(_context, _probe, Embed(_trainSet), Embed(TestSet), _label!));
    }

    private IEnumerable<(string, double)> OverFolds(IDataView rows)
    {
        var run = ProbeRun.CrossValidate(_context, _probe, rows, _folds!, _label!, () => true)!.Value;
        var spread = ProbeMetrics.Spread(run.Folds);
        return [.. Figures(ProbeMetrics.Mean(run.Folds)), .. spread.Values.Select(figure => ($"{Name}.{figure.Key}.Spread", figure.Value))];
    }

    private IEnumerable<(string, double)> Figures(ProbeMetrics metrics) =>
        metrics.Values.Select(figure => ($"{Name}.{figure.Key}", figure.Value));
}
