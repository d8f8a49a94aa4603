using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Tests.Views.Vector;

[TestClass]
public class FeatureCorruptionTests
{
    [TestMethod]
    public void Replace_GivenMaskAndDonors_EqualsLoop()
    {
        using var scope = NewDisposeScope();
        var (batch, rows) = (Batch.Random([3, 4]), Batch.Random([5, 4], seed: 2));
        long[] donors = [4, 0, 1, 2, 3, 3, 0, 4, 2, 1, 4, 0];
        var mask = Enumerable.Range(0, 12).Select(i => i % 3 != 0).ToArray();
        var (x, m) = (Batch.Values(batch), Batch.Values(rows));
        var expected = x.Select((value, i) => mask[i] ? m[4 * donors[i] + i % 4] : value).ToArray();
        Batch.AreClose(expected, FeatureCorruption.Replace(batch, tensor(mask).view(3, 4), rows, tensor(donors).view(3, 4)), 0);
    }

    [TestMethod]
    [DataRow(0.6, 10, 6)]
    [DataRow(0.6, 4, 2)]
    [DataRow(0.0, 4, 0)]
    [DataRow(1.0, 4, 4)]
    [DataRow(0.29, 100, 29)]
    [DataRow(0.57, 100, 57)]
    [DataRow(0.58, 100, 58)]
    public void Apply_Always_ReplacesExactlyTheRateOfEachRow(double rate, int features, int replaced)
    {
        using var scope = NewDisposeScope();
        using var random = Batch.Source(1);
        var fitted = new FeatureCorruption { Rate = rate }.Fit(zeros(7, features));
        var view = Batch.Values(fitted.Apply(ones(4000, features), random)).Chunk(features).ToArray();
        Assert.IsTrue(view.All(row => row.Count(value => value == 0) == replaced));
        for (var feature = 0; feature < features; feature++)
            Batch.IsBinomial(view.Count(row => row[feature] == 0), 4000, (double)replaced / features);
    }

    [TestMethod]
    public void CountReplaced_EveryPercentOfManyCounts_IsTheFloor()
    {
        for (var percent = 0; percent <= 100; percent++)
            for (var features = 1; features <= 3000; features++)
                Assert.AreEqual(
                    percent * features / 100, new FeatureCorruption { Rate = percent / 100.0 }.CountReplaced(features),
                    $"{percent} % of {features}");
    }

    [TestMethod]
    public void Apply_Fitted_DrawsEachFeatureFromItsOwnColumnOfTheTrainingRows()
    {
        using var scope = NewDisposeScope();
        using var random = Batch.Source(1);
        // Column 0 holds 0, 1, 2, column 1 holds 10, 10, 20.
        var fitted = new FeatureCorruption { Rate = 1 }.Fit(Batch.Of([0, 10, 1, 10, 2, 20], 3, 2));
        var view = Batch.Values(fitted.Apply(full([9000, 2], -5f), random)).Chunk(2).ToArray();
        for (var value = 0; value < 3; value++)
            Batch.IsBinomial(view.Count(row => row[0] == value), 9000, 1.0 / 3);
        Batch.IsBinomial(view.Count(row => row[1] == 20), 9000, 1.0 / 3);
        Batch.IsBinomial(view.Count(row => row[1] == 10), 9000, 2.0 / 3);
        Batch.IsBinomial(view.Count(row => row[0] == 0 && row[1] == 20), 9000, 1.0 / 9);
    }

    [TestMethod]
    public void Apply_NotFitted_DrawsFromTheBatch()
    {
        using var scope = NewDisposeScope();
        using var random = Batch.Source(1);
        var batch = arange(0, 3000, float32).view(1000, 3);
        var view = Batch.Values(new FeatureCorruption { Rate = 0.4 }.Apply(batch, random));
        Assert.IsTrue(view.Select((value, i) => value % 3 == i % 3).All(same => same));
        var changed = view.Where((value, i) => value != i).Count();
        Batch.IsBinomial(changed, 1000, 0.999);
    }

    [TestMethod]
    public void Fit_DoesNotChangeTheDescription_AndKeepsNoTensor()
    {
        using var scope = NewDisposeScope();
        var corruption = new FeatureCorruption { Rate = 0.5 };
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        var rows = zeros(3, 2);
        Assert.AreNotSame(corruption, corruption.Fit(rows));
        Assert.AreEqual(new FeatureCorruption { Rate = 0.5 }, corruption);
        Assert.AreEqual(before + 1, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        Assert.IsTrue(corruption.LearnsFromTrainingRows);
    }

    [TestMethod]
    public void Options_Values_HaveDefaultsAndAreChecked()
    {
        Assert.AreEqual(0.6, new FeatureCorruption().Rate);
        OptionError.Is("Rate must be from 0 to 1, but '2' was given.", () => new FeatureCorruption { Rate = 2 });
    }

}
