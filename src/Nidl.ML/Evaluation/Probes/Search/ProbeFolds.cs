using Microsoft.ML;

namespace Nidl.ML;

/// <summary>Splits labeled rows into folds, each class evenly; rows without a label are in none.</summary>
internal sealed class ProbeFolds
{
    private readonly int[] _foldOfRow;

    private ProbeFolds(int[] foldOfRow, int count) => (_foldOfRow, Count) = (foldOfRow, count);

    /// <summary>Gets the number of folds.</summary>
    public int Count { get; }

    /// <summary>Assigns rows to folds: shuffled by the seed, then dealt out one by one, class after class.</summary>
    /// <exception cref="ArgumentException">There are too few labeled rows, or one class only, or too few rows of one of two.</exception>
    public static ProbeFolds Assign(double[] labels, LabelColumn column, int count, int seed)
    {
        var rows = Enumerable.Range(0, labels.Length).Where(row => !double.IsNaN(labels[row])).ToArray();
        if (rows.Length < 2 * count)
            throw new ArgumentException(
                $"{count} folds need at least {2 * count} rows with a label in column '{column.Name}', but there are {rows.Length}.",
                nameof(ProbeOptions.NumberOfFolds));
        new Random(seed).Shuffle(rows);
        if (column.Task != ProbeTask.Regression)
            rows = [.. rows.OrderBy(row => labels[row])];
        LabelClasses.Check(column, labels, count);
        var foldOfRow = new int[labels.Length];
        Array.Fill(foldOfRow, -1);
        for (var i = 0; i < rows.Length; i++)
            foldOfRow[rows[i]] = i % count;
        return new ProbeFolds(foldOfRow, count);
    }

    /// <summary>Gets the rows of one fold, to test on.</summary>
    public IDataView Test(IDataView data, int fold) => Choose(data, f => f == fold);

    /// <summary>
    /// Gets the labeled rows of all folds but one, to train on; kept in memory, since trainers pass over them often and shuffled.
    /// </summary>
    public IDataView Train(MLContext context, IDataView data, int fold) =>
        context.Data.Cache(Choose(data, f => f >= 0 && f != fold));

    /// <summary>Gets all labeled rows, kept in memory.</summary>
    public IDataView All(MLContext context, IDataView data) => context.Data.Cache(Choose(data, f => f >= 0));

    private RowSubset Choose(IDataView data, Predicate<int> isChosen) =>
        RowSubset.Choose(data, Array.ConvertAll(_foldOfRow, fold => isChosen(fold)));
}
