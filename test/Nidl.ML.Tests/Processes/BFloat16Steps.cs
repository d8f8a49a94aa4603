using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Tests.Processes;

/// <summary>
/// One step in bfloat16 of many processes with the batch statistics of all, against that of one process in bfloat16, as a program that
/// every process runs.
/// </summary>
internal static class BFloat16Steps
{
    private const double Rounding = 1.0 / 512; // of a number to 8 binary digits, relative

    // One process and the group round the same numbers in the same places. They part only where statistics or sums that differ in the last
    // digits of single precision move a number over the middle between two of bfloat16. Were every number moved by a rounding, a tensor's
    // norm would be wrong by one. There are four tensors a stage that are rounded, the results of the layer and of the normalization in
    // either direction; both encoders have two stages. The loss has but one rounding of a whole batch.
    private const double GradientTolerance = 2 * 4 * Rounding;
    private const double LossTolerance = Rounding;

    private static readonly Encoder[] s_encoders =
    [
        new MlpEncoder { HiddenDimensions = [16], EmbeddingDimension = 8, Normalization = MlpNormalization.BatchNorm },
        new ConvNet2d { HiddenChannels = [16], Strides = [1, 2], EmbeddingDimension = 16 },
    ];

    private static readonly Func<Objective>[] s_objectives =
    [
        () => new SimClrObjective(new() { ProjectionHiddenDimension = 16, ProjectionOutputDimension = 8 }),
        () => new ByolObjective(new() { ProjectionHiddenDimension = 16, PredictorHiddenDimension = 16, ProjectionOutputDimension = 8 }),
    ];

    public static void RunAll(ConnectedProcesses group)
    {
        foreach (var encoder in s_encoders)
            foreach (var objective in s_objectives)
                foreach (var rows in new[] { 32, 13, 5 }) // even shares, uneven ones, and of four processes two without rows
                    IsThatOfOneProcess(group, objective, encoder, rows);
    }

    private static void IsThatOfOneProcess(ConnectedProcesses group, Func<Objective> objective, Encoder encoder, int rows)
    {
        using var scope = NewDisposeScope();
        var expected = Run(ProcessGroup.Single, BatchStatistics.AllProcesses);
        AreEqual(expected, Run(group, BatchStatistics.AllProcesses));
        var other = Run(group, BatchStatistics.PerProcess);
        Require.Throws<InvalidOperationException>(() => AreEqual(expected, other), "the gradient with statistics of each process's rows");

        (double Loss, Dictionary<string, Tensor> Values) Run(ProcessGroup processes, BatchStatistics statistics) =>
            StepGradients.Run(processes, objective, encoder, rows, statistics, precision: Precision.BFloat16);
    }

    private static void AreEqual(
        (double Loss, Dictionary<string, Tensor> Values) expected, (double Loss, Dictionary<string, Tensor> Values) actual)
    {
        // The gradient and the statistics as one vector each: a bias before a normalization has a gradient of nothing but roundings.
        RequireNear("gradient", [.. expected.Values.Keys.Where(name => !IsTeachers(name) && !IsStatistic(name) && !IsCount(name))]);
        RequireNear("statistics", [.. expected.Values.Keys.Where(IsStatistic)]);
        Require.That(
            Math.Abs(expected.Loss - actual.Loss) <= LossTolerance * Math.Max(1, Math.Abs(expected.Loss)),
            FormattableString.Invariant($"the loss is {expected.Loss}, but it is {actual.Loss}"));

        void RequireNear(string what, IReadOnlyList<string> names)
        {
            var (one, many) = (Vector(expected.Values, names), Vector(actual.Values, names));
            var error = (one - many).norm().ToDouble() / one.norm().ToDouble();
            Require.That(error <= GradientTolerance, FormattableString.Invariant(
                $"the {what} is right to {GradientTolerance}, but it is wrong by {error}"));
        }
    }

    // The teacher has no gradient: its values are its weights.
    private static bool IsTeachers(string name) => name.StartsWith("teacher.", StringComparison.Ordinal);

    private static bool IsStatistic(string name) => name.Contains(".running_", StringComparison.Ordinal);

    private static bool IsCount(string name) => name.EndsWith(".num_batches_tracked", StringComparison.Ordinal);

    private static Tensor Vector(Dictionary<string, Tensor> values, IEnumerable<string> names) =>
        cat([.. names.Select(name => values[name].to_type(ScalarType.Float64).flatten())]);
}
