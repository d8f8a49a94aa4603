namespace Microsoft.ML.Data;

/// <summary>Gives each row a number in [0, 1): at random by its position, or by its sampling key, so that rows with one key stay together.</summary>
internal sealed class RowSplit
{
    private readonly IDataView _data;
    private readonly DataViewSchema.Column? _key;
    private readonly int _seed;

    public RowSplit(IDataView data, string samplingKeyColumn, int seed)
    {
        _data = data;
        _seed = seed;
        if (samplingKeyColumn is null) return;
        _key = data.Schema.GetColumnOrNull(samplingKeyColumn) ?? throw Contracts.ExceptSchemaMismatch(nameof(samplingKeyColumn), "SamplingKeyColumn", samplingKeyColumn);
    }

    public static DataOperationsCatalog.TrainTestData[] Folds(IDataView data, int count, string samplingKeyColumn, int seed)
    {
        var split = new RowSplit(data, samplingKeyColumn, seed);
        var folds = new DataOperationsCatalog.TrainTestData[count];
        for (var i = 0; i < count; i++)
        {
            double from = (double)i / count, to = (double)(i + 1) / count;
            folds[i] = new DataOperationsCatalog.TrainTestData(split.Outside(from, to), split.Inside(from, to));
        }

        return folds;
    }

    public IDataView Inside(double from, double to) => Filter(number => number >= from && number < to);

    public IDataView Outside(double from, double to) => Filter(number => !(number >= from && number < to));

    /// <summary>Positions only mean something in the source's own order, so such a part does not shuffle.</summary>
    private FilterView Filter(Func<double, bool> accept)
    {
        DataViewSchema.Column[] tested = _key is { } key ? [key] : [];
        return new FilterView(_data, tested, row => Test(row, accept), canShuffle: _key is not null);
    }

    private Func<bool> Test(DataViewRow row, Func<double, bool> accept)
    {
        if (_key is { } key) return (Func<bool>)Getters.Invoke(typeof(RowSplit), nameof(KeyTest), key.Type.RawType, row, key, _seed, accept);
        var random = new Random(_seed);
        return () => accept(random.NextDouble());
    }

    internal static Func<bool> KeyTest<T>(DataViewRow row, DataViewSchema.Column column, int seed, Func<double, bool> accept)
    {
        var getter = row.GetGetter<T>(column);
        var keyCount = (column.Type as KeyDataViewType)?.Count;
        T value = default;
        return () =>
        {
            getter(ref value);
            return accept(keyCount is { } count ? (Convert.ToDouble(value) - 0.5) / count : Hash(value, seed));
        };
    }

    /// <summary>FNV-1a over the value's text with a final mix: the same in every process.</summary>
    private static double Hash<T>(T value, int seed)
    {
        var hash = 14695981039346656037 ^ (uint)seed;
        var text = value is ReadOnlyMemory<char> memory ? memory.ToString() : Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture);
        foreach (var c in text) hash = (hash ^ c) * 1099511628211;
        hash = (hash ^ (hash >> 33)) * 0xff51afd7ed558ccd;
        return (hash >> 11) * (1.0 / (1UL << 53));
    }
}
