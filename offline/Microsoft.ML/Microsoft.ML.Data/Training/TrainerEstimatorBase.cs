using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

/// <summary>A trainer: checks the columns, trains, and makes the scoring transformer.</summary>
public abstract class TrainerEstimatorBase<TTransformer, TModel> : ITrainerEstimator<TTransformer, TModel>
    where TTransformer : ISingleFeaturePredictionTransformer<TModel>
    where TModel : class
{
    /// <summary>The features.</summary>
    public readonly SchemaShape.Column FeatureColumn;

    /// <summary>The label.</summary>
    public readonly SchemaShape.Column LabelColumn;

    /// <summary>The weight; unset when rows weigh the same.</summary>
    public readonly SchemaShape.Column WeightColumn;

    private protected TrainerEstimatorBase(IHost host, TrainerInputBaseWithWeight options, SchemaShape.Column label)
    {
        Contracts.CheckNonEmpty(options.FeatureColumnName, nameof(options.FeatureColumnName));
        Host = host;
        FeatureColumn = new SchemaShape.Column(options.FeatureColumnName, SchemaShape.Column.VectorKind.Vector, NumberDataViewType.Single, false);
        LabelColumn = label;
        WeightColumn = options.ExampleWeightColumnName is null
            ? default
            : new SchemaShape.Column(options.ExampleWeightColumnName, SchemaShape.Column.VectorKind.Scalar, NumberDataViewType.Single, false);
    }

    /// <summary>What it wants of its data.</summary>
    public virtual TrainerInfo Info { get; } = new(caching: true);

    private protected IHost Host { get; }

    /// <summary>Trains.</summary>
    public TTransformer Fit(IDataView input)
    {
        Contracts.CheckValue(input, nameof(input));
        var schema = input.Schema;
        CheckInputSchema(SchemaShape.Create(schema));
        // The real package binds columns by the schema's identity; a view that builds a schema at each call does not get through.
        Contracts.CheckParam(ReferenceEquals(schema, input.Schema), nameof(schema), "schemas don't match!");
        var data = new TrainingData(input, schema[FeatureColumn.Name], schema[LabelColumn.Name], WeightColumn.IsValid ? schema[WeightColumn.Name] : null);
        using var channel = Host.Start("Training");
        return MakeTransformer(Train(data, channel), schema);
    }

    /// <summary>The input's columns and the scores.</summary>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        CheckInputSchema(inputSchema);
        var columns = inputSchema.ToDictionary(c => c.Name);
        inputSchema.TryFindColumn(LabelColumn.Name, out var label);
        foreach (var column in GetOutputColumns(label)) columns[column.Name] = column;
        return new SchemaShape(columns.Values);
    }

    private protected abstract IEnumerable<SchemaShape.Column> GetOutputColumns(SchemaShape.Column label);

    private protected abstract TModel Train(TrainingData data, IChannel channel);

    private protected abstract TTransformer MakeTransformer(TModel model, DataViewSchema trainSchema);

    private void CheckInputSchema(SchemaShape inputSchema)
    {
        Contracts.CheckValue(inputSchema, nameof(inputSchema));
        CheckColumn(inputSchema, "feature", FeatureColumn);
        if (WeightColumn.IsValid) CheckColumn(inputSchema, "weight", WeightColumn);
        CheckColumn(inputSchema, "label", LabelColumn);
    }

    private static void CheckColumn(SchemaShape inputSchema, string role, SchemaShape.Column required)
    {
        if (!inputSchema.TryFindColumn(required.Name, out var given)) throw Contracts.ExceptSchemaMismatch(nameof(inputSchema), role, required.Name);
        if (!required.IsCompatibleWith(given)) throw Contracts.ExceptSchemaMismatch(nameof(inputSchema), role, required.Name, required.GetTypeString(), given.GetTypeString());
    }
}
