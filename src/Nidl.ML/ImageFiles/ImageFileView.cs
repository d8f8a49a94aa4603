using System.Collections.Concurrent;
using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace Nidl.ML;

/// <summary>
/// A view with a column of pixels that are decoded from files, ahead of its cursors and once as long as they are remembered.
/// </summary>
internal sealed class ImageFileView(IDataView source, ImageFileColumn column, IHostEnvironment environment) : IDataView
{
    private readonly ImageCache _cache = new(column.Options.CacheBytes);
    private readonly ConcurrentBag<ImageDecoder> _decoders = [];
    private int _hasWarned;

    public DataViewSchema Schema { get; } = column.Append(source.Schema);

    public bool CanShuffle => source.CanShuffle;

    /// <summary>Gets the number of rows; null where some may be left out.</summary>
    public long? GetRowCount() => column.Options.SkipUnreadable ? null : source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        var active = new ActiveColumns(source.Schema, Schema, columnsNeeded);
        // The rows and the paths ahead of them are shuffled alike.
        var seed = rand?.Next();
        return Map(source.GetRowCursor(Needed(active), Order(seed)), active, seed, isAlone: true);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        var active = new ActiveColumns(source.Schema, Schema, columnsNeeded);
        var seed = rand?.Next();
        var cursors = source.GetRowCursorSet(Needed(active), n, Order(seed));
        return [.. cursors.Select(rows => Map(rows, active, seed, isAlone: cursors.Length == 1))];
    }

    /// <summary>Says, once, how many files a pass has left out.</summary>
    public void Warn(long count, DecodedRow first)
    {
        if (Interlocked.Exchange(ref _hasWarned, 1) == 1)
            return;
        using var channel = environment.Register("LoadImages").Start("Reading");
        channel.Warning(MessageSensitivity.None, "{0}",
            $"LoadImages left out {count} rows of column '{column.Name}', whose files cannot be read, the first '{first.Path}': "
            + $"{first.Failure!.Message.TrimEnd('.')}.");
    }

    private static Random? Order(int? seed) => seed is { } value ? new Random(value) : null;

    private IEnumerable<DataViewSchema.Column> Needed(ActiveColumns active)
    {
        var paths = column.FindSource(source.Schema);
        return column.Options.SkipUnreadable ? active.Own.Append(paths).DistinctBy(needed => needed.Index) : active.NeededWith(paths);
    }

    private DataViewRowCursor Map(DataViewRowCursor rows, ActiveColumns active, int? seed, bool isAlone)
    {
        if (!active.AnyAppended && !column.Options.SkipUnreadable)
            return new MappedCursor(rows, new MappedRow(rows, Schema, active, appended: null));
        try
        {
            var paths = column.FindSource(source.Schema);
            var capacity = (int)Math.Min(column.Options.ReadAheadBytes / column.Options.Shape.Size, 4 * Environment.ProcessorCount);
            var ahead = isAlone
                && capacity > 0 ? new ImageReadAhead(source.GetRowCursor([paths], Order(seed)), paths, capacity, Load) : null;
            return ImageFileCursor.Create(this, rows, active, column, ahead, Load);
        }
        catch
        {
            rows.Dispose();
            throw;
        }
    }

    private DecodedRow Load(string path) => DecodedRow.Load(path, Decode);

    private byte[] Decode(string path) => _cache.GetOrDecode(path, ImageDecoder.FullPath(column.Options, path), missing =>
    {
        var decoder = _decoders.TryTake(out var idle) ? idle : new ImageDecoder(column.Options);
        try
        {
            return decoder.Decode(missing);
        }
        finally
        {
            _decoders.Add(decoder);
        }
    });
}
