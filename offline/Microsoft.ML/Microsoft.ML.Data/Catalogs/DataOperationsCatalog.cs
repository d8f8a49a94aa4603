using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>Loading, splitting and filtering data.</summary>
public sealed class DataOperationsCatalog
{
    internal DataOperationsCatalog(IHostEnvironment env) => Environment = env;

    internal IHostEnvironment Environment { get; }

    /// <summary>A view over objects.</summary>
    public IDataView LoadFromEnumerable<TRow>(IEnumerable<TRow> data, SchemaDefinition schemaDefinition = null)
        where TRow : class
    {
        Contracts.CheckValue(data, nameof(data));
        return new EnumerableView<TRow>(data, schemaDefinition);
    }

    /// <summary>A view over objects, with the column types and annotations of a schema.</summary>
    public IDataView LoadFromEnumerable<TRow>(IEnumerable<TRow> data, DataViewSchema schema)
        where TRow : class
    {
        Contracts.CheckValue(data, nameof(data));
        Contracts.CheckValue(schema, nameof(schema));
        return new EnumerableView<TRow>(data, SchemaMatching.Definition<TRow>(schema));
    }

    /// <summary>The rows as objects.</summary>
    public IEnumerable<TRow> CreateEnumerable<TRow>(IDataView data, bool reuseRowObject, bool ignoreMissingColumns = false, SchemaDefinition schemaDefinition = null)
        where TRow : class, new()
    {
        Contracts.CheckValue(data, nameof(data));
        return Rows(data, reuseRowObject, new RowReader<TRow>(data.Schema, ignoreMissingColumns, schemaDefinition));
    }

    /// <summary>A view that keeps in memory what was asked for once.</summary>
    public IDataView Cache(IDataView input, params string[] columnsToPrefetch)
    {
        Contracts.CheckValue(input, nameof(input));
        var columns = (columnsToPrefetch ?? []).Select(name => input.Schema.GetColumnOrNull(name) ?? throw Contracts.ExceptSchemaMismatch(nameof(columnsToPrefetch), "prefetch", name));
        return new CacheDataView(input, [.. columns]);
    }

    /// <summary>The rows whose number is in the half-open range.</summary>
    public IDataView FilterRowsByColumn(IDataView input, string columnName, double lowerBound = double.NegativeInfinity, double upperBound = double.PositiveInfinity)
    {
        Contracts.CheckValue(input, nameof(input));
        Contracts.CheckNonEmpty(columnName, nameof(columnName));
        Contracts.CheckParam(lowerBound < upperBound, nameof(upperBound), "Must be less than lowerBound");
        var column = input.Schema[columnName];
        if (column.Type is not NumberDataViewType) throw Contracts.ExceptSchemaMismatch(nameof(columnName), "filter", columnName, "number", column.Type.ToString());
        return FilterView.ByNumber(input, column, v => v >= lowerBound && v < upperBound);
    }

    /// <summary>The rows with nothing missing in the columns.</summary>
    public IDataView FilterRowsByMissingValues(IDataView input, params string[] columns)
    {
        Contracts.CheckValue(input, nameof(input));
        Contracts.CheckUserArg(columns is { Length: > 0 }, nameof(columns), "At least one column is needed");
        return FilterView.WithoutMissing(input, columns);
    }

    /// <summary>The rows in random order, by way of a pool.</summary>
    public IDataView ShuffleRows(IDataView input, int? seed = null, int shufflePoolSize = 1000, bool shuffleSource = true)
    {
        Contracts.CheckValue(input, nameof(input));
        Contracts.CheckUserArg(shufflePoolSize > 0, nameof(shufflePoolSize), "Must be positive");
        return new ShuffleView(input, seed ?? Environment.Register("ShuffleRows").Rand.Next(), shufflePoolSize, shuffleSource);
    }

    /// <summary>All but the first rows.</summary>
    public IDataView SkipRows(IDataView input, long count)
    {
        Contracts.CheckValue(input, nameof(input));
        Contracts.CheckUserArg(count > 0, nameof(count), "Must be greater than zero.");
        return new SkipTakeView(input, count, null);
    }

    /// <summary>The first rows.</summary>
    public IDataView TakeRows(IDataView input, long count)
    {
        Contracts.CheckValue(input, nameof(input));
        Contracts.CheckUserArg(count > 0, nameof(count), "Must be greater than zero.");
        return new SkipTakeView(input, 0, count);
    }

    /// <summary>Two disjoint parts; rows with the same sampling key stay together.</summary>
    public TrainTestData TrainTestSplit(IDataView data, double testFraction = 0.1, string samplingKeyColumnName = null, int? seed = null)
    {
        Contracts.CheckValue(data, nameof(data));
        Contracts.CheckParam(testFraction is > 0 and < 1, nameof(testFraction), "Must be between 0 and 1 exclusive");
        var split = new RowSplit(data, samplingKeyColumnName, SeedOf(seed));
        return new TrainTestData(split.Outside(0, testFraction), split.Inside(0, testFraction));
    }

    /// <summary>Each part once as the test set, the others as the training set.</summary>
    public IReadOnlyList<TrainTestData> CrossValidationSplit(IDataView data, int numberOfFolds = 5, string samplingKeyColumnName = null, int? seed = null)
    {
        Contracts.CheckValue(data, nameof(data));
        Contracts.CheckParam(numberOfFolds > 1, nameof(numberOfFolds), "Must be more than 1");
        return RowSplit.Folds(data, numberOfFolds, samplingKeyColumnName, SeedOf(seed));
    }

    private static IEnumerable<TRow> Rows<TRow>(IDataView data, bool reuse, RowReader<TRow> reader)
        where TRow : class, new()
    {
        using var cursor = data.GetRowCursor(reader.Columns(data.Schema));
        var fill = reader.Bind(cursor);
        var row = new TRow();
        while (cursor.MoveNext())
        {
            if (!reuse) row = new TRow();
            fill(row);
            yield return row;
        }
    }

    private int SeedOf(int? seed) => seed ?? ((IHostEnvironmentInternal)Environment).Seed ?? Random.Shared.Next();

    /// <summary>A training set and a test set.</summary>
    public struct TrainTestData
    {
        /// <summary>The part to train on.</summary>
        public readonly IDataView TrainSet;

        /// <summary>The part to test on.</summary>
        public readonly IDataView TestSet;

        internal TrainTestData(IDataView trainSet, IDataView testSet)
        {
            TrainSet = trainSet;
            TestSet = testSet;
        }
    }
}
