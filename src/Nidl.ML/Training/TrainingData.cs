using System.Globalization;
using Microsoft.ML;
using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>The rows of a training: those it learns from, and those on which it is validated, if any. Owns both.</summary>
internal sealed record TrainingData(IBatchSource Training, IBatchSource? Validation) : IDisposable
{
    /// <summary>
    /// Opens the rows of the input and of the validation that the options ask for: reads those that fit into the memory budget, streams
    /// others.
    /// </summary>
    /// <exception cref="ArgumentException">There are too few rows, or the budget is too small for the batches.</exception>
    /// <exception cref="InvalidOperationException">A value cannot be used.</exception>
    public static TrainingData Read(IDataView input, TrainingColumns columns, TrainingOptions options, Device device, int seed)
    {
        var (rows, validation) = Divide(input, options, seed);
        var plan = Plan(rows.Count, options, options.DropLast);
        if (plan.BatchesPerEpoch == 0)
            throw new ArgumentException(
                $"Training with DropLast needs at least BatchSize = {options.BatchSize} rows, but the view has {plan.RowCount}.",
                nameof(input));
        var training = Open(rows.View, columns, plan, options, new(device, seed, options.NumberOfEpochs, TokenOfSteps(options)));
        try
        {
            return new(training, validation is null ? null : OpenValidation(validation, columns, options, device, seed));
        }
        catch
        {
            training.Dispose();
            throw;
        }
    }

    /// <summary>Gets the same rows, with warnings in the log of training rows that cannot teach anything.</summary>
    public TrainingData Watched(TrainingColumns columns, TrainingLog log) =>
        this with { Training = new WatchedBatches(Training, columns, log) };

    /// <summary>Gets the seed of the validation's views and order.</summary>
    public static int ValidationSeed(int seed) => unchecked((int)RandomSource.SeedFor(seed, RandomPurpose.Validation));

    public void Dispose()
    {
        Training.Dispose();
        Validation?.Dispose();
    }

    private sealed record CountedRows(IDataView View, long Count);

    private static (CountedRows Training, CountedRows? Validation) Divide(IDataView input, TrainingOptions options, int seed)
    {
        var rows = Count(input, "Training", nameof(input), options.CancellationToken);
        if (options.ValidationData is { } view)
            return (rows, Count(view, "Validation", nameof(options.ValidationData), options.CancellationToken));
        if (options.ValidationFraction is not { } fraction)
            return (rows, null);
        var kept = (long)Math.Round(rows.Count * fraction);
        if (kept < 2 || rows.Count - kept < 2)
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                $"ValidationFraction must keep back at least 2 rows and leave at least 2, "
                + $"but {fraction} of {rows.Count} rows keeps back {kept}."),
                nameof(TrainingOptions.ValidationFraction));
        var (drawn, rest) = RowSubset.Divide(input, rows.Count, kept, RandomSource.SeedFor(seed, RandomPurpose.Split));
        return (new(rest, rows.Count - kept), new(drawn, kept));
    }

    private static CountedRows Count(IDataView view, string what, string parameter, CancellationToken token)
    {
        var count = TrainingRows.Count(view, token);
        return count >= 2
            ? new(view, count)
            : throw new ArgumentException($"{what} needs at least 2 rows, but the view has {count}.", parameter);
    }

    private static IBatchSource OpenValidation(
        CountedRows rows, TrainingColumns columns, TrainingOptions options, Device device, int seed) => Open(
        rows.View, columns, Plan(rows.Count, options, dropLast: false), options,
        // A seed of its own: no draw of the validation repeats one of the training. Its one epoch is read again each time.
        new(device, ValidationSeed(seed), NumberOfEpochs: 1, TokenOfSteps(options)));

    private static BatchPlan Plan(long rows, TrainingOptions options, bool dropLast) =>
        BatchPlan.Of(rows, options.BatchSize, dropLast, options.Processes, options.RowsPerProcess);

    // Processes of a group end together, between two steps.
    private static CancellationToken TokenOfSteps(TrainingOptions options) =>
        options.Processes.Size == 1 ? options.CancellationToken : CancellationToken.None;

    private static IBatchSource Open(
        IDataView view, TrainingColumns columns, BatchPlan plan, TrainingOptions options, StreamingBatches.TrainingRun run)
    {
        if (!new RowLayout(columns.Parts).Fits(plan.RowCount, options.MemoryBudgetBytes))
            return StreamingBatches.Open(view, columns, plan, options.MemoryBudgetBytes, run);
        using var scope = NewDisposeScope();
        var parts = TrainingRows.Read(view, columns.Parts, plan.RowCount, options.CancellationToken);
        return new InMemoryBatches(columns, [.. parts.Select(part => part.to(run.Device).DetachFromDisposeScope())], plan, run.Seed);
    }
}
