namespace Microsoft.ML.Data;

/// <summary>Scores with a model.</summary>
public abstract class PredictionTransformerBase<TModel> : IPredictionTransformer<TModel>, IDisposable
    where TModel : class
{
    private bool _disposed;

    private protected PredictionTransformerBase(TModel model, DataViewSchema trainSchema)
    {
        Model = Contracts.CheckRef(model, nameof(model));
        TrainSchema = Contracts.CheckRef(trainSchema, nameof(trainSchema));
    }

    /// <summary>The model.</summary>
    public TModel Model { get; }

    bool ITransformer.IsRowToRowMapper => true;

    internal DataViewSchema TrainSchema { get; }

    /// <summary>The input's columns and the scores.</summary>
    public abstract DataViewSchema GetOutputSchema(DataViewSchema inputSchema);

    /// <summary>The lazily scored view.</summary>
    public IDataView Transform(IDataView input)
    {
        Contracts.CheckValue(input, nameof(input));
        return new RowMapperView(input, MakeMapper(input.Schema));
    }

    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema)
    {
        Contracts.CheckValue(inputSchema, nameof(inputSchema));
        return new RowMapperView(new EmptyView(inputSchema), MakeMapper(inputSchema));
    }

    void ICanSaveModel.Save(ModelSaveContext ctx)
    {
        ctx.CheckAtModel();
        SaveCore(ctx);
    }

    /// <summary>Disposes the model if it is disposable.</summary>
    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        (Model as IDisposable)?.Dispose();
    }

    private protected abstract IRowMapper MakeMapper(DataViewSchema inputSchema);

    private protected abstract void SaveCore(ModelSaveContext ctx);
}

/// <summary>Scores one feature column with a model.</summary>
public abstract class SingleFeaturePredictionTransformerBase<TModel> : PredictionTransformerBase<TModel>, ISingleFeaturePredictionTransformer<TModel>
    where TModel : class
{
    private protected SingleFeaturePredictionTransformerBase(TModel model, DataViewSchema trainSchema, string featureColumn)
        : base(model, trainSchema)
    {
        FeatureColumnName = featureColumn;
        FeatureColumnType = (trainSchema.GetColumnOrNull(featureColumn) ?? throw Contracts.ExceptSchemaMismatch(nameof(featureColumn), "feature", featureColumn)).Type;
    }

    /// <summary>The feature column.</summary>
    public string FeatureColumnName { get; }

    /// <summary>Its type.</summary>
    public DataViewType FeatureColumnType { get; }

    /// <summary>The input's columns and the scores.</summary>
    public sealed override DataViewSchema GetOutputSchema(DataViewSchema inputSchema)
    {
        Contracts.CheckValue(inputSchema, nameof(inputSchema));
        return RowMapperView.SchemaOf(inputSchema, MakeMapper(inputSchema));
    }

    private protected DataViewSchema.Column FindFeatures(DataViewSchema inputSchema)
    {
        var column = inputSchema.GetColumnOrNull(FeatureColumnName) ?? throw Contracts.ExceptSchemaMismatch(nameof(inputSchema), "feature", FeatureColumnName);
        if (!column.Type.Equals(FeatureColumnType)) throw Contracts.ExceptSchemaMismatch(nameof(inputSchema), "feature", FeatureColumnName, FeatureColumnType.ToString(), column.Type.ToString());
        return column;
    }

    private protected void SaveFeature(ModelSaveContext ctx, VersionInfo version)
    {
        ctx.SetVersionInfo(version);
        ctx.SaveModel(Model, "Model");
        ctx.SaveString(FeatureColumnName);
        ctx.SaveBinaryStream("TrainSchema", writer => writer.Write(SchemaFormat.Write(TrainSchema)));
    }
}

/// <summary>What the files of all scoring transformers have in common.</summary>
internal static class PredictionFile
{
    public static (TModel Model, DataViewSchema Schema, string Feature) Load<TModel>(Runtime.IHostEnvironment env, ModelLoadContext ctx, VersionInfo version)
        where TModel : class
    {
        ctx.CheckAtModel(version);
        ctx.LoadModel<TModel, SignatureLoadModel>(env, out var model, "Model");
        DataViewSchema schema = null;
        Contracts.CheckDecode(ctx.TryLoadBinaryStream("TrainSchema", reader => schema = SchemaFormat.Read(reader.BaseStream)));
        return (model, schema, ctx.LoadNonEmptyString());
    }

    public static DataViewSchema.Annotations.Builder ScoreAnnotations(string kind, string value)
    {
        var builder = new DataViewSchema.Annotations.Builder();
        builder.AddPrimitiveValue(AnnotationKinds.ScoreColumnSetId, new KeyDataViewType(typeof(uint), int.MaxValue), 1u);
        builder.AddPrimitiveValue(AnnotationKinds.ScoreColumnKind, TextDataViewType.Instance, kind.AsMemory());
        builder.AddPrimitiveValue(AnnotationKinds.ScoreValueKind, TextDataViewType.Instance, value.AsMemory());
        return builder;
    }

    public static SchemaShape.Column[] ScoreAnnotationShapes() =>
    [
        new(AnnotationKinds.ScoreColumnSetId, SchemaShape.Column.VectorKind.Scalar, NumberDataViewType.UInt32, true),
        new(AnnotationKinds.ScoreColumnKind, SchemaShape.Column.VectorKind.Scalar, TextDataViewType.Instance, false),
        new(AnnotationKinds.ScoreValueKind, SchemaShape.Column.VectorKind.Scalar, TextDataViewType.Instance, false),
    ];
}
