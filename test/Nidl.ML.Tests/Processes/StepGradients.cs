using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Tests.Processes;

/// <summary>One step of many processes against that of one, in double precision, as programs that every process runs.</summary>
internal static class StepGradients
{
    private const double Tolerance = 1e-9;

    private static readonly InputShape s_shape = [1, 8, 8];
    private static readonly MlpEncoder s_plain =
        new() { HiddenDimensions = [16], EmbeddingDimension = 8, Normalization = MlpNormalization.LayerNorm };

    private static readonly Encoder[] s_encoders =
    [
        s_plain,
        s_plain with { Normalization = MlpNormalization.BatchNorm },
        new ConvNet2d { HiddenChannels = [16], Strides = [1, 2], EmbeddingDimension = 16 },
    ];

    private static readonly Func<Objective>[] s_withoutStatistics =
    [
        () => new SimClrObjective(new() { ProjectionHiddenDimension = 16, ProjectionOutputDimension = 8 }),
        () => new YAwareObjective(
            new() { AuxiliaryColumnNames = ["Age"], Bandwidth = 0.5, ProjectionHiddenDimension = 16, ProjectionOutputDimension = 8 }),
        () => new DclObjective(new() { ProjectionHiddenDimension = 16, ProjectionOutputDimension = 8 }),
        () => new DclObjective(new() { WeightedPositives = true, ProjectionHiddenDimension = 16, ProjectionOutputDimension = 8 }),
        () => new SupConObjective(new() { LabelColumnName = "Class", ProjectionHiddenDimension = 16, ProjectionOutputDimension = 8 }),
    ];

    private static readonly Func<Objective>[] s_withStatistics =
    [
        () => new BarlowTwinsObjective(new() { ProjectionHiddenDimension = 16, ProjectionOutputDimension = 8 }),
        () => new VicRegObjective(new() { ProjectionHiddenDimension = 16, ProjectionOutputDimension = 8 }),
        () => new ByolObjective(new() { ProjectionHiddenDimension = 16, PredictorHiddenDimension = 16, ProjectionOutputDimension = 8 }),
    ];

    /// <summary>A method without and one with all that a method can bring, in seconds.</summary>
    public static void RunFew(ConnectedProcesses group)
    {
        AreThoseOfOneProcess(group, s_withoutStatistics[1], s_plain, 13, BatchStatistics.PerProcess, microBatchSize: 2);
        foreach (var encoder in s_encoders)
            AreThoseOfOneProcess(group, s_withStatistics[^1], encoder, 5, BatchStatistics.AllProcesses);
        OwnNegativesAlone_AreTold(group);
    }

    public static void RunAll(ConnectedProcesses group)
    {
        // 13 rows have uneven shares; of 5 rows, the last of four processes have none.
        foreach (var rows in new[] { 13, 5 })
        {
            foreach (var objective in s_withoutStatistics.Concat(s_withStatistics))
                foreach (var encoder in s_encoders)
                    AreThoseOfOneProcess(group, objective, encoder, rows, BatchStatistics.AllProcesses);
            foreach (var objective in s_withoutStatistics)
            {
                AreThoseOfOneProcess(group, objective, s_plain, rows, BatchStatistics.PerProcess);
                AreThoseOfOneProcess(group, objective, s_plain, rows, BatchStatistics.PerProcess, microBatchSize: 2);
            }
        }
        AreThoseOfOneProcess(
            group, s_withoutStatistics[0], new ResNet2d { Depth = 18, Width = 8, Stem = ResNetStem.SmallImage }, 5,
            BatchStatistics.AllProcesses);
        OwnNegativesAlone_AreTold(group);
    }

    /// <summary>What would come of comparing each process's rows among themselves alone is found wrong.</summary>
    public static void OwnNegativesAlone_AreTold(ConnectedProcesses group)
    {
        using var scope = NewDisposeScope();
        var expected = Run(ProcessGroup.Single, s_withoutStatistics[0], s_plain, 12, BatchStatistics.PerProcess);
        using var objective = s_withoutStatistics[0]();
        using var network = Create(objective, s_plain, null, Precision.Float32);
        var share = group.ShareOf(12);
        var views = Views(12, ScalarType.Float64);
        new BatchGradient(network, objective).Add([.. views.Select(share.Of)], share.Of(Auxiliary(12)), weight: 1.0 / group.Size);
        GradientSum.Apply(group, network.EncodingParameters);
        var failure = Require.Throws<InvalidOperationException>(
            () => AreEqual(expected.Values, Values(network), 1e-3), "the gradient of own negatives");
        Require.That(failure.Message.Contains("but it is wrong by", StringComparison.Ordinal), failure.Message);
    }

    private static void AreThoseOfOneProcess(
        ConnectedProcesses group, Func<Objective> objective, Encoder encoder, int rows, BatchStatistics statistics,
        int? microBatchSize = null)
    {
        using var scope = NewDisposeScope();
        var expected = Run(ProcessGroup.Single, objective, encoder, rows, statistics);
        var actual = Run(group, objective, encoder, rows, statistics, microBatchSize);
        Require.That(Math.Abs(expected.Loss - actual.Loss) <= Tolerance * Math.Max(1, Math.Abs(expected.Loss)), FormattableString.Invariant(
            $"the loss of {encoder} over {rows} rows is {expected.Loss}, but it is {actual.Loss}"));
        AreEqual(expected.Values, actual.Values, Tolerance);
    }

    /// <summary>
    /// Does one step: in double precision, or, with an encoder that computes in bfloat16, in single precision. Gives the loss and, by name,
    /// gradients and the buffers that batch normalization moves.
    /// </summary>
    public static (double Loss, Dictionary<string, Tensor> Values) Run(
        ProcessGroup processes, Func<Objective> create, Encoder encoder, int rows, BatchStatistics statistics,
        int? microBatchSize = null, Precision precision = Precision.Float32)
    {
        using var objective = create();
        var shared = statistics == BatchStatistics.AllProcesses && processes.Size > 1 ? processes : null;
        using var network = Create(objective, encoder, shared, precision);
        var (views, auxiliary) = (Views(rows, TypeFor(precision)), Auxiliary(rows).to_type(TypeFor(precision)));
        objective.Fit(auxiliary);
        var share = processes.ShareOf(rows);
        var gradient = new BatchGradient(network, objective, microBatchSize, processes);
        var outcome = gradient.Add([.. views.Select(share.Of)], share.Of(auxiliary));
        Require.Equal(rows, (int)outcome.Batch.Z1.shape[0], "the rows that callbacks see");
        GradientSum.Apply(processes, network.EncodingParameters);
        return (outcome.Loss, Values(network));
    }

    private static ScalarType TypeFor(Precision precision) =>
        precision == Precision.BFloat16 ? ScalarType.Float32 : ScalarType.Float64;

    private static Network Create(Objective objective, Encoder encoder, ProcessGroup? shared, Precision precision)
    {
        var network = Network.Create(encoder, s_shape, objective.ProjectionHead, seed: 3, CPU, objective.CreateLossModule, shared);
        if (objective.Teacher is { } rule)
            network.Teacher = MomentumTeacher.Of(network, rule, encoder, s_shape, objective.ProjectionHead, shared);
        foreach (var module in new[] { network.Encoder, network.Head, network.LossModule, network.Teacher?.Network.Encoder,
            network.Teacher?.Network.Head })
            module?.to(TypeFor(precision));
        network.Precision = precision;
        return network;
    }

    private static Dictionary<string, Tensor> Values(Network network) =>
        network.State.Select(entry => (entry.Key, Value: entry.Value.grad ?? entry.Value))
        .ToDictionary(entry => entry.Key, entry => entry.Value.detach().clone());

    private static void AreEqual(Dictionary<string, Tensor> expected, Dictionary<string, Tensor> actual, double tolerance)
    {
        Require.Equal(string.Join(' ', expected.Keys), string.Join(' ', actual.Keys), "the names in the state");
        foreach (var (name, value) in expected)
            Require.Near(value, actual[name], tolerance, name);
    }

    private static Tensor[] Views(int rows, ScalarType type) =>
        [Draw(rows, 1, [rows, 1, 8, 8]).to_type(type), Draw(rows, 2, [rows, 1, 8, 8]).to_type(type)];

    // Ages, or classes of which every one has two rows.
    private static Tensor Auxiliary(int rows) => arange(rows, dtype: ScalarType.Float64).div(2).floor().unsqueeze(1);

    private static Tensor Draw(int rows, int seed, long[] shape)
    {
        using var generator = new Generator((ulong)(100 * rows + seed), CPU);
        return randn(shape, ScalarType.Float64, CPU, generator: generator);
    }
}
