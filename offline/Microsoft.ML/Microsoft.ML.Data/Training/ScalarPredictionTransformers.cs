using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers;

[assembly: LoadableClass(typeof(BinaryPredictionTransformer<IScalarPredictor>), typeof(BinaryPredictionTransformer), null, typeof(SignatureLoadModel), "", BinaryPredictionTransformer.LoaderSignature)]
[assembly: LoadableClass(typeof(RegressionPredictionTransformer<IScalarPredictor>), typeof(RegressionPredictionTransformer), null, typeof(SignatureLoadModel), "", RegressionPredictionTransformer.LoaderSignature)]

namespace Microsoft.ML.Data;

/// <summary>Adds a predicted label, a score and, with a calibrated model, a probability.</summary>
public sealed class BinaryPredictionTransformer<TModel> : SingleFeaturePredictionTransformerBase<TModel>
    where TModel : class
{
    internal BinaryPredictionTransformer(TModel model, DataViewSchema trainSchema, string featureColumn)
        : base(model, trainSchema, featureColumn)
    {
    }

    private protected override IRowMapper MakeMapper(DataViewSchema inputSchema) => new BinaryMapper((IScalarPredictor)Model, FindFeatures(inputSchema));

    private protected override void SaveCore(ModelSaveContext ctx) => SaveFeature(ctx, BinaryPredictionTransformer.Version());
}

internal static class BinaryPredictionTransformer
{
    public const string LoaderSignature = "BinaryPredXfer";

    public static VersionInfo Version() => new("BIN PRED", 0x00010001, 0x00010001, 0x00010001, typeof(BinaryPredictionTransformer).Assembly.FullName, LoaderSignature);

    private static BinaryPredictionTransformer<IScalarPredictor> Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        var (model, schema, feature) = PredictionFile.Load<IScalarPredictor>(env, ctx, Version());
        return new BinaryPredictionTransformer<IScalarPredictor>(model, schema, feature);
    }
}

/// <summary>Adds a score.</summary>
public sealed class RegressionPredictionTransformer<TModel> : SingleFeaturePredictionTransformerBase<TModel>
    where TModel : class
{
    internal RegressionPredictionTransformer(TModel model, DataViewSchema trainSchema, string featureColumn)
        : base(model, trainSchema, featureColumn)
    {
    }

    private protected override IRowMapper MakeMapper(DataViewSchema inputSchema) => new RegressionMapper((IScalarPredictor)Model, FindFeatures(inputSchema));

    private protected override void SaveCore(ModelSaveContext ctx) => SaveFeature(ctx, RegressionPredictionTransformer.Version());
}

internal static class RegressionPredictionTransformer
{
    public const string LoaderSignature = "RegressionPredXfer";

    public static VersionInfo Version() => new("REG PRED", 0x00010001, 0x00010001, 0x00010001, typeof(RegressionPredictionTransformer).Assembly.FullName, LoaderSignature);

    private static RegressionPredictionTransformer<IScalarPredictor> Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        var (model, schema, feature) = PredictionFile.Load<IScalarPredictor>(env, ctx, Version());
        return new RegressionPredictionTransformer<IScalarPredictor>(model, schema, feature);
    }
}

/// <summary>Binary scores bound to a schema.</summary>
internal sealed class BinaryMapper(IScalarPredictor model, DataViewSchema.Column features) : IRowMapper
{
    private const string Kind = "BinaryClassification";

    public DataViewSchema.DetachedColumn[] GetOutputColumns()
    {
        var probability = PredictionFile.ScoreAnnotations(Kind, "Probability");
        probability.AddPrimitiveValue(AnnotationKinds.IsNormalized, BooleanDataViewType.Instance, true);
        DataViewSchema.DetachedColumn[] scores =
        [
            new(DefaultColumnNames.PredictedLabel, BooleanDataViewType.Instance, PredictionFile.ScoreAnnotations(Kind, "PredictedLabel").ToAnnotations()),
            new(DefaultColumnNames.Score, NumberDataViewType.Single, PredictionFile.ScoreAnnotations(Kind, "Score").ToAnnotations()),
        ];
        return model.ScoreCalibrator is null ? scores : [.. scores, new(DefaultColumnNames.Probability, NumberDataViewType.Single, probability.ToAnnotations())];
    }

    public IEnumerable<int> GetDependencies(int output) => [features.Index];

    public Delegate[] CreateGetters(DataViewRow input, Func<int, bool> activeOutput)
    {
        var getters = new Delegate[GetOutputColumns().Length];
        if (!Enumerable.Range(0, getters.Length).Any(activeOutput)) return getters;
        var score = 0f;
        var row = new RowScore(input, features, buffer => score = model.Predict(buffer));
        float Score()
        {
            row.Refresh();
            return score;
        }

        if (activeOutput(0)) getters[0] = (ValueGetter<bool>)((ref bool value) => value = Score() > 0);
        if (activeOutput(1)) getters[1] = (ValueGetter<float>)((ref float value) => value = Score());
        if (getters.Length > 2 && activeOutput(2)) getters[2] = (ValueGetter<float>)((ref float value) => value = model.ScoreCalibrator.PredictProbability(Score()));
        return getters;
    }
}

/// <summary>Regression scores bound to a schema.</summary>
internal sealed class RegressionMapper(IScalarPredictor model, DataViewSchema.Column features) : IRowMapper
{
    public DataViewSchema.DetachedColumn[] GetOutputColumns()
        => [new(DefaultColumnNames.Score, NumberDataViewType.Single, PredictionFile.ScoreAnnotations("Regression", "Score").ToAnnotations())];

    public IEnumerable<int> GetDependencies(int output) => [features.Index];

    public Delegate[] CreateGetters(DataViewRow input, Func<int, bool> activeOutput)
    {
        if (!activeOutput(0)) return [null];
        var score = 0f;
        var row = new RowScore(input, features, buffer => score = model.Predict(buffer));
        return
        [
            (ValueGetter<float>)((ref float value) =>
            {
                row.Refresh();
                value = score;
            }),
        ];
    }
}
