using Microsoft.ML;
using Microsoft.ML.Data;

namespace Nidl.ML.Tests.Documentation;

internal static class VolumesSample
{
    public static RegressionMetrics FromFolderToAge(MLContext ml, YAwareOptions options)
    {
        #region docs/volumes.md
        var cohort = VolumeCohort.FromBids("cohort");
        var scans = cohort.ToDataView(ml);
        var split = ml.SelfSupervised.SplitBySubject(scans, "Subject", stratificationColumnName: "Age", testFraction: 0.2);
        var pipeline = ml.SelfSupervised.LoadVolumes("Volume", "Path")
            .Append(ml.SelfSupervised.YAware("Embedding", "Volume", options))
            .Append(ml.Regression.Trainers.LbfgsPoissonRegression("Age", "Embedding"));
        using var model = pipeline.Fit(split.TrainSet);
        var metrics = ml.Regression.Evaluate(model.Transform(split.TestSet), "Age");
        #endregion
        return metrics;
    }

    public static IDataView Organs(MLContext ml)
    {
        #region docs/volumes.md
        var organs = ml.SelfSupervised.LoadNpz("organmnist3d.npz", ("Volume", "train_images"), ("Label", "train_labels"));
        #endregion
        return organs;
    }
}
