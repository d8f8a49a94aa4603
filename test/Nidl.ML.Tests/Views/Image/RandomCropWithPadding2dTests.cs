using static TorchSharp.torch;

namespace Nidl.ML.Tests.Views.Image;

[TestClass]
public class RandomCropWithPadding2dTests
{
    [TestMethod]
    public void Crop_GivenCorners_EqualsLoop()
    {
        using var scope = NewDisposeScope();
        long[] shape = [3, 2, 4, 6];
        long[] corners = [0, 0, 2, 2, 4, 1];
        var images = Batch.Random(shape);
        var pixel = Batch.Reader(images);
        var expected = Batch.Fill(shape, (n, c, h, w) =>
        {
            var (row, column) = ((int)(h + corners[2 * n + 1] - 2), (int)(w + corners[2 * n] - 2));
            return row is >= 0 and < 4 && column is >= 0 and < 6 ? pixel(n, c, row, column) : -1;
        });
        Batch.AreClose(expected, RandomCropWithPadding2d.Crop(images, tensor(corners).view(3, 2), 2, -1), 0);
    }

    [TestMethod]
    public void Apply_Always_ShiftsAreUniformAndIndependent()
    {
        using var scope = NewDisposeScope();
        using var random = Batch.Source(5);
        var point = zeros(1, 1, 9, 9);
        point[0, 0, 4, 4] = 1;
        var views = Batch.Values(new RandomCropWithPadding2d { Padding = 2, FillValue = 0.5 }.Apply(point.repeat(10000, 1, 1, 1), random))
            .Chunk(81).ToArray();
        var places = views.Select(view => Array.IndexOf(view, 1)).GroupBy(place => place)
            .ToDictionary(group => group.Key, group => group.Count());
        var expected = Enumerable.Range(2, 5).SelectMany(row => Enumerable.Range(2, 5).Select(column => 9 * row + column));
        CollectionAssert.AreEquivalent(expected.ToArray(), places.Keys.ToArray());
        foreach (var count in places.Values)
            Batch.IsBinomial(count, 10000, 1.0 / 25);
        Assert.IsTrue(views.SelectMany(view => view).All(value => value is 0 or 0.5 or 1) && views.Any(view => view.Contains(0.5)));
    }

    [TestMethod]
    public void Apply_NoPadding_IsTheBatchItself()
    {
        using var scope = NewDisposeScope();
        using var random = Batch.Source(5);
        var batch = Batch.Random([2, 1, 3, 3]);
        Assert.AreSame(batch, new RandomCropWithPadding2d { Padding = 0 }.Apply(batch, random));
    }

    [TestMethod]
    public void Options_Values_HaveDefaultsAndAreChecked()
    {
        Assert.AreEqual(new RandomCropWithPadding2d { Padding = 4, FillValue = 0 }, new RandomCropWithPadding2d());
        OptionError.Is("Padding must be at least 0, but '-1' was given.", () => new RandomCropWithPadding2d { Padding = -1 });
        OptionError.Is("FillValue must be finite, but 'NaN' was given.", () => new RandomCropWithPadding2d { FillValue = double.NaN });
    }
}
