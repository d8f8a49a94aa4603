using static TorchSharp.torch;

namespace Nidl.ML.Tests.Views.Vector;

[TestClass]
public class FeatureMaskingTests
{
    [TestMethod]
    public void Apply_Always_MasksEachFeatureIndependently()
    {
        using var scope = NewDisposeScope();
        using var random = Batch.Source(1);
        var view = Batch.Values(new FeatureMasking { Probability = 0.3, MaskValue = -1 }.Apply(ones(5000, 4), random)).Chunk(4).ToArray();
        Assert.IsTrue(view.All(row => row.All(value => value is 1 or -1)));
        for (var feature = 0; feature < 4; feature++)
            Batch.IsBinomial(view.Count(row => row[feature] == -1), 5000, 0.3);
        Batch.IsBinomial(view.Count(row => row[0] == -1 && row[1] == -1), 5000, 0.09);
    }

    [TestMethod]
    public void Options_Values_HaveDefaultsAndAreChecked()
    {
        Assert.AreEqual(new FeatureMasking { Probability = 0.2, MaskValue = 0 }, new FeatureMasking());
        OptionError.Is("Probability must be from 0 to 1, but '2' was given.", () => new FeatureMasking { Probability = 2 });
        OptionError.Is("MaskValue must be finite, but 'NaN' was given.", () => new FeatureMasking { MaskValue = double.NaN });
    }
}
