using System.Diagnostics;
using FashionMnist;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Nidl.ML.Recipe;

/// <summary>Trains a setting on the training part and measures its embeddings on images held out of that part.</summary>
internal sealed class Trial(string folder)
{
    private const int HeldOut = 3000;

    private readonly Lazy<IReadOnlyList<LabelledFeatures>> _plain = new(() => Pixels(FashionImages.Read(folder, "train")));
    private readonly Lazy<IReadOnlyList<LabelledFeatures>> _camera = new(() =>
    [
        .. CameraImages.Take(FashionImages.Read(folder, "train"), seed: 1)
            .Select(picture => new LabelledFeatures { Features = picture.Values(), Label = picture.Label }),
    ]);

    /// <summary>Runs a setting; the result is one line of JSON.</summary>
    public TrialResult Run(Setting setting)
    {
        var rows = (setting.IsCamera ? _camera : _plain).Value;
        var side = setting.IsCamera ? CameraImages.Side : FashionImages.Side;
        var (train, heldOut) = (rows.Take(setting.Rows).ToArray(), rows.TakeLast(HeldOut).ToArray());
        var ml = new MLContext(seed: 1);
        if (setting.Method == "pixels")
        {
            setting.CheckAllRead();
            return Measure(ml, setting, train, heldOut, new TrialResult(setting.Line));
        }
        var options = setting.Options() with { InputShape = [1, side, side] };
        using var encoder = Fit(ml, options, Load(ml, train));
        var history = encoder.History;
        var (ours, theirs) = (Embed(ml, encoder, train), Embed(ml, encoder, heldOut));
        using var z = TorchSharp.torch.tensor(theirs.SelectMany(row => row.Features).ToArray()).reshape(theirs.Count, -1);
        return Measure(ml, setting, ours, theirs, new TrialResult(setting.Line)
        {
            Seconds = history.Seconds,
            Loss = history.Epochs.Count > 0 ? history.Epochs[^1].Loss : double.NaN,
            RowsPerSecond = (double)train.Length * history.Epochs.Count / history.Seconds,
            EffectiveRank = EmbeddingMetrics.EffectiveRank(z),
        });
    }

    private static TrialResult Measure(
        MLContext ml, Setting setting, IReadOnlyList<LabelledFeatures> train, IReadOnlyList<LabelledFeatures> heldOut, TrialResult result)
    {
        var watch = Stopwatch.StartNew();
        result = result with { MaximumEntropy = Accuracies(ml, train, heldOut, Classifier.MaximumEntropy) };
        if (setting.WithTrees)
            result = result with { Trees = Accuracies(ml, train, heldOut, Trees.OneVersusAll) };
        return result with { MeasuringSeconds = watch.Elapsed.TotalSeconds };
    }

    private static double[] Accuracies(
        MLContext ml, IReadOnlyList<LabelledFeatures> train, IReadOnlyList<LabelledFeatures> heldOut, Classifier classifier)
    {
        var few = new FewLabels(ml, [100, 600], draws: 5).Measure(train, heldOut, classifier);
        var many = new FewLabels(ml, [6000], draws: classifier == Trees.OneVersusAll ? 1 : 2).Measure(train, heldOut, classifier);
        return [.. few.Concat(many).Select(accuracy => accuracy.Mean)];
    }

    private static EmbeddingTransformer Fit(MLContext ml, TrainingOptions options, IDataView view) => options switch
    {
        SimClrOptions simClr => ml.SelfSupervised.SimClr("Embedding", "Features", simClr).Fit(view),
        DclOptions dcl => ml.SelfSupervised.Dcl("Embedding", "Features", dcl).Fit(view),
        BarlowTwinsOptions barlowTwins => ml.SelfSupervised.BarlowTwins("Embedding", "Features", barlowTwins).Fit(view),
        VicRegOptions vicReg => ml.SelfSupervised.VicReg("Embedding", "Features", vicReg).Fit(view),
        ByolOptions byol => ml.SelfSupervised.Byol("Embedding", "Features", byol).Fit(view),
        _ => throw new ArgumentException($"There is no estimator for {options.GetType().Name}."),
    };

    private static List<LabelledFeatures> Embed(MLContext ml, EmbeddingTransformer encoder, LabelledFeatures[] rows) =>
        [.. ml.Data.CreateEnumerable<Embedded>(encoder.Transform(Load(ml, rows)), reuseRowObject: false)
            .Select(row => new LabelledFeatures { Features = row.Embedding, Label = row.Label })];

    private static IDataView Load(MLContext ml, LabelledFeatures[] rows)
    {
        var schema = SchemaDefinition.Create(typeof(LabelledFeatures));
        schema["Features"].ColumnType = new VectorDataViewType(NumberDataViewType.Single, rows[0].Features.Length);
        return ml.Data.LoadFromEnumerable(rows, schema);
    }

    private static List<LabelledFeatures> Pixels(List<FashionImage> images) =>
        [.. images.Select(image => new LabelledFeatures { Features = image.Image, Label = image.Label })];

    private sealed class Embedded
    {
        public float[] Embedding { get; set; } = [];

        public uint Label { get; set; }
    }
}
