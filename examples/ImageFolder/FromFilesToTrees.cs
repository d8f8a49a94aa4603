using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.Trainers.FastTree;

namespace Garments;

/// <summary>
/// What came of a way to features: the accuracy of FastTree on the test files, the time to learn the features and to compute them, the
/// saved model's size.
/// </summary>
public sealed record Outcome(double Accuracy, double FitSeconds, double EmbedSeconds, long ModelBytes);

/// <summary>From files to FastTree, whatever makes the features.</summary>
public sealed class FromFilesToTrees(MLContext ml, IDataView files, IDataView labeled, IDataView test)
{
    /// <summary>Makes features of all files, without labels, then trains FastTree on the labeled ones and tests it.</summary>
    /// <param name="features">Makes the column Features of the column Path.</param>
    public Outcome Run(IEstimator<ITransformer> features)
    {
        var watch = Stopwatch.StartNew();
        var encoder = features.Fit(files);
        var fit = watch.Elapsed.TotalSeconds;
        var (train, held) =
            (ml.Data.Cache(encoder.Transform(labeled), "Features", "Label"), ml.Data.Cache(encoder.Transform(test), "Features", "Label"));
        // One thread: a tree over few rows is grown faster than threads meet.
        var trees = ml.BinaryClassification.Trainers.FastTree(new FastTreeBinaryTrainer.Options
        {
            LabelColumnName = "Class", FeatureColumnName = "Features", NumberOfTrees = 20, NumberOfLeaves = 10,
            MinimumExampleCountPerLeaf = 5, NumberOfThreads = 1,
        });
        var classifier = ml.Transforms.Conversion.MapValueToKey("Class", "Label")
            .Append(ml.MulticlassClassification.Trainers.OneVersusAll(trees, "Class"))
            .Fit(train);
        var accuracy = ml.MulticlassClassification.Evaluate(classifier.Transform(held), "Class").MicroAccuracy;
        var embed = watch.Elapsed.TotalSeconds - fit;
        using var file = new MemoryStream();
        ml.Model.Save(encoder, files.Schema, file);
        (encoder as IDisposable)?.Dispose();
        return new(accuracy, fit, embed, file.Length);
    }
}
