using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers;

[assembly: LoadableClass(typeof(MulticlassPredictionTransformer<IVectorPredictor>), typeof(MulticlassPredictionTransformer), null, typeof(SignatureLoadModel), "", MulticlassPredictionTransformer.LoaderSignature)]

namespace Microsoft.ML.Data;

/// <summary>Adds a predicted label and a score for each class.</summary>
public sealed class MulticlassPredictionTransformer<TModel> : SingleFeaturePredictionTransformerBase<TModel>
    where TModel : class
{
    private readonly DataViewSchema.Column _label;

    internal MulticlassPredictionTransformer(TModel model, DataViewSchema trainSchema, string featureColumn, string labelColumn)
        : base(model, trainSchema, featureColumn)
        => _label = trainSchema.GetColumnOrNull(labelColumn) ?? throw Contracts.ExceptSchemaMismatch(nameof(labelColumn), "label", labelColumn);

    private protected override IRowMapper MakeMapper(DataViewSchema inputSchema) => new MulticlassMapper((IVectorPredictor)Model, FindFeatures(inputSchema), _label);

    private protected override void SaveCore(ModelSaveContext ctx)
    {
        SaveFeature(ctx, MulticlassPredictionTransformer.Version());
        ctx.SaveString(_label.Name);
    }
}

internal static class MulticlassPredictionTransformer
{
    public const string LoaderSignature = "MulticlassPredXfer";

    public static VersionInfo Version() => new("MULCPRED", 0x00010001, 0x00010001, 0x00010001, typeof(MulticlassPredictionTransformer).Assembly.FullName, LoaderSignature);

    private static MulticlassPredictionTransformer<IVectorPredictor> Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        var (model, schema, feature) = PredictionFile.Load<IVectorPredictor>(env, ctx, Version());
        return new MulticlassPredictionTransformer<IVectorPredictor>(model, schema, feature, ctx.LoadNonEmptyString());
    }
}

/// <summary>Multiclass scores bound to a schema.</summary>
internal sealed class MulticlassMapper(IVectorPredictor model, DataViewSchema.Column features, DataViewSchema.Column label) : IRowMapper
{
    private const string Kind = "MulticlassClassification";

    public DataViewSchema.DetachedColumn[] GetOutputColumns() =>
    [
        new(DefaultColumnNames.PredictedLabel, new KeyDataViewType(typeof(uint), model.ClassCount), PredictedAnnotations()),
        new(DefaultColumnNames.Score, new VectorDataViewType(NumberDataViewType.Single, model.ClassCount), ScoreAnnotations()),
    ];

    public IEnumerable<int> GetDependencies(int output) => [features.Index];

    public Delegate[] CreateGetters(DataViewRow input, Func<int, bool> activeOutput)
    {
        if (!activeOutput(0) && !activeOutput(1)) return [null, null];
        var scores = new float[model.ClassCount];
        var row = new RowScore(input, features, buffer => model.Predict(buffer, scores));
        return [activeOutput(0) ? PredictedLabel(row, scores) : null, activeOutput(1) ? Scores(row, scores) : null];
    }

    private static ValueGetter<uint> PredictedLabel(RowScore row, float[] scores) => (ref uint value) =>
    {
        row.Refresh();
        var best = 0;
        for (var i = 1; i < scores.Length; i++)
        {
            if (scores[i] > scores[best]) best = i;
        }

        value = float.IsNaN(scores[best]) ? 0 : (uint)best + 1;
    };

    private static ValueGetter<VBuffer<float>> Scores(RowScore row, float[] scores) => (ref VBuffer<float> value) =>
    {
        row.Refresh();
        VBuffer<float>.Copy(scores, 0, ref value, scores.Length);
    };

    private DataViewSchema.Annotations PredictedAnnotations()
    {
        var builder = PredictionFile.ScoreAnnotations(Kind, "PredictedLabel");
        builder.Add(label.Annotations, kind => kind == AnnotationKinds.KeyValues);
        return builder.ToAnnotations();
    }

    private DataViewSchema.Annotations ScoreAnnotations()
    {
        var builder = PredictionFile.ScoreAnnotations(Kind, "Score");
        if (label.Annotations.Schema.GetColumnOrNull(AnnotationKinds.KeyValues) is not { } values) return builder.ToAnnotations();
        var getter = label.Annotations.GetterAt(values.Index);
        if (values.Type.GetItemType() is TextDataViewType) builder.Add(AnnotationKinds.SlotNames, values.Type, getter);
        builder.Add(AnnotationKinds.TrainingLabelValues, values.Type, getter);
        return builder.ToAnnotations();
    }
}
