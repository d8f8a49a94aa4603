using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>A function of single objects. Not thread-safe.</summary>
public abstract class PredictionEngineBase<TSrc, TDst> : IDisposable
    where TSrc : class
    where TDst : class, new()
{
    private readonly ITransformer _transformer;
    private readonly bool _ownsTransformer;
    private readonly DataViewRow _row;
    private bool _disposed;

    private protected PredictionEngineBase(ITransformer transformer, bool ignoreMissingColumns, SchemaDefinition input, SchemaDefinition output, bool ownsTransformer)
    {
        Contracts.CheckValue(transformer, nameof(transformer));
        Contracts.CheckParam(transformer.IsRowToRowMapper, nameof(transformer), "Must be a row to row mapper");
        _transformer = transformer;
        _ownsTransformer = ownsTransformer;
        Input = new InputRow<TSrc>(input);
        var mapper = transformer.GetRowToRowMapper(Input.Schema);
        var reader = new RowReader<TDst>(mapper.OutputSchema, ignoreMissingColumns, output);
        _row = mapper.GetRow(Input, reader.Columns(mapper.OutputSchema).ToArray());
        Fill = reader.Bind(_row);
        OutputSchema = transformer.GetOutputSchema(Input.Schema);
    }

    /// <summary>The columns of the output.</summary>
    public DataViewSchema OutputSchema { get; }

    private protected InputRow<TSrc> Input { get; }

    private protected Action<TDst> Fill { get; }

    /// <summary>Predicts into a new object.</summary>
    public TDst Predict(TSrc example)
    {
        var prediction = new TDst();
        Predict(example, ref prediction);
        return prediction;
    }

    /// <summary>Predicts into a given object.</summary>
    public abstract void Predict(TSrc example, ref TDst prediction);

    /// <summary>Frees the row and, if it owns it, the transformer.</summary>
    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        _row.Dispose();
        if (_ownsTransformer) (_transformer as IDisposable)?.Dispose();
    }
}

/// <summary>A function of single objects. Not thread-safe.</summary>
public sealed class PredictionEngine<TSrc, TDst> : PredictionEngineBase<TSrc, TDst>
    where TSrc : class
    where TDst : class, new()
{
    internal PredictionEngine(ITransformer transformer, bool ignoreMissingColumns, SchemaDefinition input, SchemaDefinition output, bool ownsTransformer)
        : base(transformer, ignoreMissingColumns, input, output, ownsTransformer)
    {
    }

    /// <inheritdoc/>
    public override void Predict(TSrc example, ref TDst prediction)
    {
        Input.ExtractValues(example);
        prediction ??= new TDst();
        Fill(prediction);
    }
}

/// <summary>How to make a prediction engine.</summary>
public sealed class PredictionEngineOptions
{
    /// <summary>Whether members without a column are left alone.</summary>
    public bool IgnoreMissingColumns = true;

    /// <summary>The input's columns; by default those of its class.</summary>
    public SchemaDefinition InputSchemaDefinition;

    /// <summary>The output's columns; by default those of its class.</summary>
    public SchemaDefinition OutputSchemaDefinition;

    /// <summary>Whether disposing the engine disposes the transformer.</summary>
    public bool OwnsTransformer = true;
}
