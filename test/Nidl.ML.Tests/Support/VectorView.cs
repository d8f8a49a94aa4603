using Microsoft.ML.Data;

namespace Nidl.ML.Tests;

/// <summary>
/// A view over vectors with the columns Features and Number, which hands out its own buffers, counts what is asked of it, and can be made
/// to misbehave: an unknown or wrong row count, rows of another length, another order for later cursors.
/// </summary>
internal sealed class VectorView : WatchedView
{
    private int _featureReads;

    public VectorView(IEnumerable<VBuffer<float>> rows, VectorDataViewType? type = null)
    {
        Rows = [.. rows];
        RowCount = Rows.Count;
        Add<VBuffer<float>>("Features", type ?? new VectorDataViewType(NumberDataViewType.Single, Rows[0].Length), GetFeatures);
        Add("Number", NumberDataViewType.Int32, (long row, ref int value) => value = (int)row);
    }

    public static VectorView Of(params float[][] rows) => new(rows.Select(row => new VBuffer<float>(row.Length, row)));

    public static VectorView Random(int rows, int size, int seed = 1)
    {
        var random = new Random(seed);
        return Of([.. Enumerable.Range(0, rows).Select(_ => Enumerable.Range(0, size).Select(_ => random.NextSingle()).ToArray())]);
    }

    public List<VBuffer<float>> Rows { get; }

    public long? RowCount { get; init; }

    /// <summary>Gets the order of the rows for the cursor of a number, counted from 0; all in order if null.</summary>
    public Func<int, IReadOnlyList<int>>? OrderOfCursor { get; init; }

    public int FeatureReads => _featureReads;

    public override bool CanShuffle => true;

    protected override long ActualRows => Rows.Count;

    public override long? GetRowCount() => RowCount;

    protected override IReadOnlyList<int>? OrderOf(int cursor, Random? random) => OrderOfCursor?.Invoke(cursor);

    private void GetFeatures(long row, ref VBuffer<float> value)
    {
        Interlocked.Increment(ref _featureReads);
        value = Rows[(int)row];
    }
}
