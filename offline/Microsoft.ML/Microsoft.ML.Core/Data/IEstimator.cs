using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>Something that is learned from data: fits a transformer.</summary>
public interface IEstimator<out TTransformer>
    where TTransformer : ITransformer
{
    /// <summary>Learns from the data.</summary>
    TTransformer Fit(IDataView input);

    /// <summary>The shape of the output for an input of this shape.</summary>
    SchemaShape GetOutputSchema(SchemaShape inputSchema);
}

/// <summary>Maps views to views.</summary>
public interface ITransformer : ICanSaveModel
{
    /// <summary>Whether each output row depends on one input row alone.</summary>
    bool IsRowToRowMapper { get; }

    /// <summary>The schema of the output for an input with this schema.</summary>
    DataViewSchema GetOutputSchema(DataViewSchema inputSchema);

    /// <summary>The lazily transformed view.</summary>
    IDataView Transform(IDataView input);

    /// <summary>A mapper of single rows; throws unless <see cref="IsRowToRowMapper"/>.</summary>
    IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema);
}

/// <summary>Turns a source, such as files, into a view.</summary>
public interface IDataLoader<in TSource> : ICanSaveModel
{
    /// <summary>The lazily loaded view.</summary>
    IDataView Load(TSource input);

    /// <summary>The schema of every loaded view.</summary>
    DataViewSchema GetOutputSchema();
}

/// <summary>Something that can write itself into a model file.</summary>
public interface ICanSaveModel
{
    /// <summary>Writes a header and the content.</summary>
    void Save(ModelSaveContext ctx);
}
