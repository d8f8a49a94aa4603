using System.Diagnostics;
using FashionMnist;
using Microsoft.ML;

namespace Nidl.ML.Recipe;

/// <summary>Trains a setting on the training part and measures its embeddings on images held out of that part.</summary>
internal sealed class Trial(string folder)
{
    private const int HeldOut = 3000;

    private readonly Lazy<ImageSet> _plain = new(() => Divide(folder, ImageSet.AsItIs));
    private readonly Lazy<ImageSet> _camera = new(() => Divide(folder, ImageSet.FromCamera));

    /// <summary>Runs a setting; the result is one line of JSON.</summary>
    public TrialResult Run(Setting setting)
    {
        var set = (setting.IsCamera ? _camera : _plain).Value;
        set = set with { Train = [.. set.Train.Take(setting.Rows)] };
        var ml = new MLContext(seed: 1);
        if (setting.Method == "pixels")
        {
            setting.CheckAllRead();
            return Measure(ml, setting, set.Train, set.Test, picture => picture.Pixels(), new TrialResult(setting.Line));
        }
        using var encoder = Fit(ml, setting.Options(), set.View(ml, set.Train));
        var history = encoder.History;
        var (train, heldOut) = (set.Embed(ml, encoder, set.Train), set.Embed(ml, encoder, set.Test));
        using var z = TorchSharp.torch.tensor(heldOut.SelectMany(row => row.Features).ToArray()).reshape(heldOut.Count, -1);
        return Measure(ml, setting, train, heldOut, row => row, new TrialResult(setting.Line)
        {
            Seconds = history.Seconds,
            Loss = history.Epochs.Count > 0 ? history.Epochs[^1].Loss : double.NaN,
            RowsPerSecond = (double)set.Train.Count * history.Epochs.Count / history.Seconds,
            EffectiveRank = EmbeddingMetrics.EffectiveRank(z),
        });
    }

    // The last images of the training part are held out.
    private static ImageSet Divide(string folder, Func<IReadOnlyList<FashionImage>, IReadOnlyList<FashionImage>, int, ImageSet> create)
    {
        var images = FashionImages.Read(folder, "train");
        return create(images[..^HeldOut], images[^HeldOut..], 0);
    }

    private static TrialResult Measure<T>(
        MLContext ml, Setting setting, IReadOnlyList<T> train, IReadOnlyList<T> heldOut, Func<T, LabeledFeatures> features,
        TrialResult result)
    {
        var watch = Stopwatch.StartNew();
        result = result with { MaximumEntropy = Accuracies(Classifier.MaximumEntropy) };
        if (setting.WithTrees)
            result = result with { Trees = Accuracies(Trees.OneVersusAll) };
        return result with { MeasuringSeconds = watch.Elapsed.TotalSeconds };

        double[] Accuracies(Classifier classifier)
        {
            var few = new FewLabels(ml, [100, 600], draws: 5).Measure(train, heldOut, features, classifier);
            var many = new FewLabels(ml, [6000], draws: classifier == Trees.OneVersusAll ? 1 : 2)
                .Measure(train, heldOut, features, classifier);
            return [.. few.Concat(many).Select(accuracy => accuracy.Mean)];
        }
    }

    private static EmbeddingTransformer Fit(MLContext ml, TrainingOptions options, IDataView view) => options switch
    {
        SimClrOptions simClr => ml.SelfSupervised.SimClr("Embedding", "Image", simClr).Fit(view),
        DclOptions dcl => ml.SelfSupervised.Dcl("Embedding", "Image", dcl).Fit(view),
        BarlowTwinsOptions barlowTwins => ml.SelfSupervised.BarlowTwins("Embedding", "Image", barlowTwins).Fit(view),
        VicRegOptions vicReg => ml.SelfSupervised.VicReg("Embedding", "Image", vicReg).Fit(view),
        ByolOptions byol => ml.SelfSupervised.Byol("Embedding", "Image", byol).Fit(view),
        _ => throw new ArgumentException($"There is no estimator for {options.GetType().Name}."),
    };
}
