using Microsoft.ML.Data;

namespace Nidl.ML.Tests.Streaming;

/// <summary>
/// A view of any size with nothing behind it: the features of row r, which begin with r, are computed when they are asked for; Label is -r.
/// It can be made to misbehave.
/// </summary>
internal sealed class GeneratedView : WatchedView
{
    private readonly float[] _noise;
    private long _featureReads;

    public GeneratedView(long rows, int size)
    {
        (Rows, Size) = (rows, size);
        var random = new Random(1);
        _noise = [.. Enumerable.Range(0, 2 * size).Select(_ => random.NextSingle())];
        Add<VBuffer<float>>("Features", new VectorDataViewType(NumberDataViewType.Single, size), GetFeatures);
        Add("Label", NumberDataViewType.Double, (long row, ref double value) => value = -row);
    }

    public long Rows { get; }

    public int Size { get; }

    /// <summary>Gets the count that the view claims; null if it claims none.</summary>
    public long? ClaimedRows { get; init; }

    /// <summary>Gets what is done before the features of a row are given.</summary>
    public Action<long>? AtRow { get; init; }

    public long FeatureReads => _featureReads;

    protected override long ActualRows => Rows;

    public override long? GetRowCount() => ClaimedRows;

    protected override IReadOnlyList<int>? OrderOf(int cursor, Random? random)
    {
        if (random is null || !CanShuffle)
            return null;
        int[] order = [.. Enumerable.Range(0, (int)Rows)];
        random.Shuffle(order);
        return order;
    }

    private void GetFeatures(long row, ref VBuffer<float> value)
    {
        AtRow?.Invoke(row);
        Interlocked.Increment(ref _featureReads);
        var editor = VBufferEditor.Create(ref value, Size);
        _noise.AsSpan((int)(row * 7919 % Size), Size).CopyTo(editor.Values);
        editor.Values[0] = row;
        value = editor.Commit();
    }
}
