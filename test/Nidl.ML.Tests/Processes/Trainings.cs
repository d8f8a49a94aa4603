using Microsoft.ML;
using Microsoft.ML.Data;
using TorchSharp;

namespace Nidl.ML.Tests.Processes;

/// <summary>Trainings of many processes against those of one, as programs that every process runs.</summary>
internal static class Trainings
{
    private const int Rows = 44;
    private const double Tolerance = 1e-4;

    private static readonly MlpEncoder s_plain =
        new() { HiddenDimensions = [16], EmbeddingDimension = 8, Normalization = MlpNormalization.LayerNorm };

    /// <summary>What a training came to.</summary>
    public sealed record Outcome(
        IReadOnlyList<double> Losses, IReadOnlyList<double?> ValidationLosses, IReadOnlyDictionary<string, float[]> Weights);

    /// <summary>Changes options.</summary>
    public delegate TrainingOptions Change(TrainingOptions options);

    /// <summary>Gets the methods: their estimators with changed options.</summary>
    public static IReadOnlyList<Func<MLContext, Change, IEstimator<EmbeddingTransformer>>> Methods { get; } =
    [
        (ml, change) => ml.SelfSupervised.SimClr("Embedding", "Features", (SimClrOptions)change(new SimClrOptions
        {
            ProjectionHiddenDimension = 16, ProjectionOutputDimension = 8,
        })),
        (ml, change) => ml.SelfSupervised.YAware("Embedding", "Features", (YAwareOptions)change(new YAwareOptions
        {
            AuxiliaryColumnNames = ["Age"], ProjectionHiddenDimension = 16, ProjectionOutputDimension = 8,
        })),
        (ml, change) => ml.SelfSupervised.Dcl("Embedding", "Features", (DclOptions)change(new DclOptions
        {
            ProjectionHiddenDimension = 16, ProjectionOutputDimension = 8,
        })),
        (ml, change) => ml.SelfSupervised.SupCon("Embedding", "Features", (SupConOptions)change(new SupConOptions
        {
            LabelColumnName = "Class", ProjectionHiddenDimension = 16, ProjectionOutputDimension = 8,
        })),
        (ml, change) => ml.SelfSupervised.BarlowTwins("Embedding", "Features", (BarlowTwinsOptions)change(new BarlowTwinsOptions
        {
            ProjectionHiddenDimension = 16, ProjectionOutputDimension = 8,
        })),
        (ml, change) => ml.SelfSupervised.VicReg("Embedding", "Features", (VicRegOptions)change(new VicRegOptions
        {
            ProjectionHiddenDimension = 16, ProjectionOutputDimension = 8,
        })),
        (ml, change) => ml.SelfSupervised.Byol("Embedding", "Features", (ByolOptions)change(new ByolOptions
        {
            ProjectionHiddenDimension = 16, PredictorHiddenDimension = 16, ProjectionOutputDimension = 8,
        })),
    ];

    public static TrainingOptions Small(TrainingOptions options) => options with
    {
        Encoder = s_plain,
        Augmentations = [new GaussianNoise { StandardDeviation = 0.3 }],
        NumberOfEpochs = 7,
        MaximumSteps = 20,
        BatchSize = 16,
        WarmupEpochs = 0,
        LearningRate = 0.01,
        Optimizer = new SgdOptions { Momentum = 0.9 },
        // With seed 1 a unit of BYOL's networks lies within rounding of 0, where ReLU has a kink: the losses part at the eighth step.
        Seed = 2,
        Device = "cpu",
    };

    public static void RunAll(ProcessGroup group)
    {
        // Batches of 16, 16 and 12 rows.
        foreach (var method in Methods)
        {
            IsThatOfOneProcess(group, method, options => options with { BatchStatistics = BatchStatistics.AllProcesses });
            IsThatOfOneProcess(group, method, options => options with
            {
                BatchStatistics = BatchStatistics.AllProcesses, Encoder = s_plain with { Normalization = MlpNormalization.BatchNorm },
            });
        }
        RowsOfTheirOwn(group);
        // Each once is enough.
        if (group.Size == 2)
            foreach (var change in Changes)
                IsThatOfOneProcess(group, Methods[0], change);
    }

    /// <summary>Gets what a training of one process can do, each of which one of many must do alike.</summary>
    private static IEnumerable<Change> Changes =>
    [
        options => options with { MicroBatchSize = 3 },
        options => options with { AccumulateBatches = 2 },
        options => options with { GradientClipNorm = 0.01 },
        options => options with { GradientClipValue = 0.001 },
        options => options with { ValidationFraction = 0.3, EarlyStopping = new EarlyStopping { Patience = 1, MinimumDelta = 0.5 } },
        options => options with { KeepBestModel = true, ValidationFraction = 0.3, LearningRate = 2 },
        options => options with { Encoder = s_plain with { Dropout = 0.3 } },
        options => options with { Encoder = s_plain with { Dropout = 0.3 }, MicroBatchSize = 3 },
        options => options with { Optimizer = new AdamWOptions(), LearningRate = 1e-3 },
        options => options with { Augmentations = [new FeatureCorruption { Rate = 0.3 }] },
        options => options with { MemoryBudgetBytes = 60_000, BatchSize = 8 },
        options => options with { FreezeStages = 1 },
        options => options with { DropLast = true },
        options => options with { NumberOfEpochs = 0, MaximumSteps = null },
    ];

    public static Outcome Fit(
        ProcessGroup processes, Func<MLContext, Change, IEstimator<EmbeddingTransformer>> method, Change change, IDataView? data = null)
    {
        var recorder = new StepRecorder();
        var ml = new MLContext(1);
        using var model = method(ml, options => change(Small(options)) with { Processes = processes, Callbacks = [recorder] })
            .Fit(data ?? View(ml, 0, Rows));
        return new(recorder.Losses, [.. model.History.Epochs.Select(epoch => epoch.ValidationLoss)], Weights(model));
    }

    public static IDataView View(MLContext ml, int start, int count) =>
        ml.Data.LoadFromEnumerable(Enumerable.Range(start, count).Select(Row).ToList());

    private static void IsThatOfOneProcess(
        ProcessGroup group, Func<MLContext, Change, IEstimator<EmbeddingTransformer>> method, Change change) =>
        AreEqual(
            Fit(ProcessGroup.Single, method, change), Fit(group, method, change),
            $"{method(new(1), Small).GetType().Name} with {change(new SimClrOptions())}");

    /// <summary>Each process draws from rows of its own: the rows of a step are those of all, and more than one process's.</summary>
    private static void RowsOfTheirOwn(ProcessGroup group)
    {
        // An odd one has a row more, which waits.
        var own = 24 + group.Rank % 2;
        var outcome = Fit(
            group, Methods[1],
            options =>
                options with { RowsPerProcess = RowsPerProcess.Own, BatchSize = 8 * group.Size, MaximumSteps = null, NumberOfEpochs = 3 },
            View(new MLContext(1), 100 * group.Rank, own));
        Require.Equal(9, outcome.Losses.Count, "the steps of three epochs");
        Require.Equal(string.Join(' ', outcome.Losses), group.Exchange(string.Join(' ', outcome.Losses))[0], "the losses of process 0");
        var texts = group.Exchange(string.Join(' ', outcome.Weights.SelectMany(entry => entry.Value)));
        Require.Equal(texts[0], texts[group.Rank], "the weights of process 0");
    }

    private static void AreEqual(Outcome expected, Outcome actual, string training)
    {
        Require.Equal(expected.Losses.Count, actual.Losses.Count, "the number of steps");
        Require.Equal(expected.ValidationLosses.Count, actual.ValidationLosses.Count, "the number of epochs");
        var validation = expected.ValidationLosses.Zip(actual.ValidationLosses, (before, now) => (before ?? 0, now ?? 0));
        foreach (var (before, now) in expected.Losses.Zip(actual.Losses).Concat(validation))
            Require.That(Math.Abs(before - now) <= Tolerance * Math.Max(1, Math.Abs(before)), FormattableString.Invariant(
                $"a loss is {before}, but it is {now}: {training}"));
        foreach (var (name, values) in expected.Weights)
        {
            var largest = Math.Max(1, values.Max(Math.Abs));
            for (var i = 0; i < values.Length; i++)
                Require.That(Math.Abs(values[i] - actual.Weights[name][i]) <= Tolerance * largest, FormattableString.Invariant(
                    $"{name} at {i} is {values[i]}, but it is {actual.Weights[name][i]}: {training}"));
        }
    }

    private static Dictionary<string, float[]> Weights(EmbeddingTransformer model)
    {
        Dictionary<string, float[]> weights = [];
        model.FrozenNetwork.Use(module => weights = module.state_dict().Where(entry => entry.Value.is_floating_point())
            .ToDictionary(entry => entry.Key, entry => entry.Value.detach().data<float>().ToArray()));
        return weights;
    }

    private static TrainingRow Row(int number)
    {
        var random = new Random(number);
        float[] features = [.. Enumerable.Range(0, 12).Select(_ => (float)random.NextDouble() + number % 4)];
        return new() { Features = features, Age = number % 7, Class = number % 4 };
    }

    private sealed class TrainingRow
    {
        [VectorType(12)]
        public required float[] Features { get; init; }

        public required float Age { get; init; }

        public required int Class { get; init; }
    }
}
