using Microsoft.ML;
using Nidl.ML.Losses;

namespace Nidl.ML.Tests.Documentation;

internal static class YAwareSample
{
    public static int EpochsByAge(MLContext ml, IDataView data)
    {
        #region docs/y-aware.md
        var options = new YAwareOptions { AuxiliaryColumnNames = ["Age"], Bandwidth = 25, NumberOfEpochs = 100, Seed = 1 };
        using var encoder = ml.SelfSupervised.YAware("Embedding", "Image", options).Fit(data);
        #endregion
        return encoder.History.Epochs.Count;
    }

    public static YAwareOptions Bandwidths()
    {
        #region docs/y-aware.md
        var options = new YAwareOptions { AuxiliaryColumnNames = ["Age", "Site"], Kernel = Kernel.Gaussian, Bandwidth = Bandwidth.Scott };
        #endregion
        return options;
    }
}
