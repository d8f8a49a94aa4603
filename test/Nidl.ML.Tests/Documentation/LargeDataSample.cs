using Microsoft.ML;

namespace Nidl.ML.Tests.Documentation;

internal static class LargeDataSample
{
    public static SimClrOptions Budget()
    {
        #region docs/large-data.md
        var options = new SimClrOptions { MemoryBudgetBytes = 4L << 30 };   // the default is 2 GiB
        #endregion
        return options;
    }

    public static IEstimator<ITransformer> ArraysOnDisk(MLContext ml, SimClrOptions options)
    {
        #region docs/large-data.md
        var pipeline = ml.SelfSupervised.LoadArrays("Volume", "Path")                      // text column of paths -> vector of Single
            .Append(ml.SelfSupervised.SimClr("Embedding", "Volume", options));
        #endregion
        return pipeline;
    }
}
