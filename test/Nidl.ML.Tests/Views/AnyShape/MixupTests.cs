using static TorchSharp.torch;

namespace Nidl.ML.Tests.Views.Vector;

[TestClass]
public class MixupTests
{
    [TestMethod]
    public void Mix_GivenPartnersAndShares_EqualsLoop()
    {
        using var scope = NewDisposeScope();
        var batch = Batch.Random([3, 4], ScalarType.Float64);
        long[] partners = [2, 1, 0];
        double[] shares = [1, 0.75, 0.5];
        var x = Batch.Values(batch);
        var expected = x.Select((value, i) => shares[i / 4] * value + (1 - shares[i / 4]) * x[4 * partners[i / 4] + i % 4]).ToArray();
        Batch.AreClose(expected, Mixup.Mix(batch, tensor(partners), Batch.OfDoubles(shares, 3, 1)), 1e-12);
    }

    [TestMethod]
    public void Apply_SharesAreUniform_PartnersAPermutation()
    {
        using var scope = NewDisposeScope();
        using var random = Batch.Source(1);
        // One-hot rows: the diagonal holds the own share, the row's other entry is the partner's.
        var view = Batch.Values(new Mixup { Share = (0.6, 0.8) }.Apply(eye(1000, dtype: float64), random)).Chunk(1000).ToArray();
        var mixed = view.Where((row, i) => row[i] < 0.99).ToArray();
        Assert.IsGreaterThan(980, mixed.Length);
        Batch.AreUniform(mixed.Select(row => row.Max()).ToArray(), 0.6, 0.8);
        Assert.IsTrue(view.All(row => Math.Abs(row.Sum() - 1) < 1e-6));
        var given = Enumerable.Range(0, 1000).Count(column => view.Where((row, i) => i != column && row[column] > 0).Count() == 1);
        Assert.AreEqual(mixed.Length, given);
    }

    [TestMethod]
    public void Options_Values_HaveDefaultsAndAreChecked()
    {
        Assert.AreEqual(new Mixup { Share = (0.9, 1) }, new Mixup());
        OptionError.Is("Share must be from 0 to 1, but '(0.5, 1.5)' was given.", () => new Mixup { Share = (0.5, 1.5) });
    }
}
