using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Tests.Views.Image;

[TestClass]
public class RandomResizedCrop2dTests
{
    [TestMethod]
    [DataRow(ScalarType.Float32, 2e-6)]
    [DataRow(ScalarType.Float64, 1e-12)]
    public void Crop_GivenBoxes_EqualsBilinearLoop(ScalarType type, double tolerance)
    {
        using var scope = NewDisposeScope();
        long[] shape = [4, 2, 7, 9];
        var images = Batch.Random(shape, type);
        double[] starts = [0, 0, 1, 2, 6, 8, 0, 3], sizes = [7, 9, 4, 5, 1, 1, 7, 2];
        var pixel = Batch.Reader(images);
        var expected = Batch.Fill(shape, (n, c, h, w) => Sample(
            (y, x) => pixel(n, c, y, x), Source(h, 7, starts[2 * n], sizes[2 * n]), Source(w, 9, starts[2 * n + 1], sizes[2 * n + 1])));
        Batch.AreClose(expected, new Boxes(Batch.OfDoubles(starts, 4, 2), Batch.OfDoubles(sizes, 4, 2)).Enlarge(images), tolerance);
    }

    [TestMethod]
    [DataRow(ScalarType.Float32, 2e-6)]
    [DataRow(ScalarType.Float64, 1e-12)]
    public void Resize_GivenBoxes_EqualsTriangleLoop(ScalarType type, double tolerance)
    {
        using var scope = NewDisposeScope();
        var images = Batch.Random([4, 2, 7, 9], type);
        double[] starts = [0, 0, 1, 2, 6, 8, 0, 3], sizes = [7, 9, 4, 5, 1, 1, 7, 2];
        var pixel = Batch.Reader(images);
        var expected = Batch.Fill([4, 2, 3, 5], (n, c, h, w) =>
        {
            var (rows, columns) = (Triangle(h, 3, starts[2 * n], sizes[2 * n]), Triangle(w, 5, starts[2 * n + 1], sizes[2 * n + 1]));
            return rows.Sum(row => columns.Sum(column => row.Weight * column.Weight * pixel(n, c, row.Place, column.Place)));
        });
        Batch.AreClose(expected, new Boxes(Batch.OfDoubles(starts, 4, 2), Batch.OfDoubles(sizes, 4, 2)).Resize(images, [3, 5]), tolerance);
    }

    [TestMethod]
    public void Resize_ToTheOwnSize_IsEnlarge()
    {
        using var scope = NewDisposeScope();
        var images = Batch.Random([3, 2, 7, 9]);
        var boxes = new Boxes(Batch.Of([0, 0, 1, 2, 6, 8], 3, 2), Batch.Of([7, 9, 4, 5, 1, 1], 3, 2));
        Batch.AreClose(Batch.Values(boxes.Enlarge(images)), boxes.Resize(images, [7, 9]), 2e-6);
    }

    [TestMethod]
    public void OutputSize_Always_GivesViewsOfThatSize()
    {
        using var scope = NewDisposeScope();
        using var random = Batch.Source(1);
        CollectionAssert.AreEqual(
            new long[] { 2, 3, 4, 5 }, new RandomResizedCrop2d { OutputSize = [4, 5] }.Apply(Batch.Random([2, 3, 9, 8]), random).shape);
        Assert.AreEqual<InputShape>(
            [3, 4, 4],
            new AugmentationSequence(new RandomHorizontalFlip2d(), new RandomResizedCrop2d { OutputSize = [4] }).GetOutputShape([3, 9, 8]));
        OptionError.Is(
            "OutputSize must be one length for both axes or two, but '[1, 2, 3]' was given.",
            () => new RandomResizedCrop2d { OutputSize = [1, 2, 3] });
    }

    // What one place of the result takes: of the places of its box, by a triangle as wide as a place of the result, and at least as one of
    // the box.
    private static (int Place, double Weight)[] Triangle(int place, int result, double start, double size)
    {
        var step = size / result;
        var center = start + (place + 0.5) * step - 0.5;
        var weights = Enumerable.Range((int)start, (int)size)
            .Select(at => (at, Weight: Math.Max(0, 1 - Math.Abs(at - center) / Math.Max(1, step)))).ToArray();
        var sum = weights.Sum(entry => entry.Weight);
        return [.. weights.Select(entry => (entry.at, entry.Weight / sum))];
    }

    [TestMethod]
    public void Crop_WholeImage_IsTheImage()
    {
        using var scope = NewDisposeScope();
        var images = Batch.Random([2, 1, 5, 6]);
        Batch.AreClose(Batch.Values(images), new Boxes(zeros(2, 2), Batch.Of([5, 6, 5, 6], 2, 2)).Enlarge(images), 1e-6);
    }

    [TestMethod]
    public void DrawBoxes_AllFit_ShareRatioAndPlaceAreUniform()
    {
        var boxes = Draw(new RandomResizedCrop2d { Scale = (0.2, 0.4), Ratio = (0.5, 1.5) }, 20000, 1000, 800);
        // Rounding to whole pixels moves a share by at most 0.3 %, a ratio's logarithm by 0.003.
        Batch.AreUniform(boxes.Select(box => box.Width * box.Height / 800000).ToArray(), 0.2, 0.4, slack: 0.0012);
        Batch.AreUniform(boxes.Select(box => Math.Log(box.Width / box.Height)).ToArray(), Math.Log(0.5), Math.Log(1.5), slack: 0.003);
        Batch.AreUniform(boxes.Select(box => (box.Left + 0.5) / (801 - box.Width)).ToArray(), 0, 1);
        Batch.AreUniform(boxes.Select(box => (box.Top + 0.5) / (1001 - box.Height)).ToArray(), 0, 1);
    }

    [TestMethod]
    public void DrawBoxes_Defaults_AreWholePixelsInside()
    {
        var boxes = Draw(new RandomResizedCrop2d(), 5000, 28, 28);
        Assert.IsTrue(boxes.All(box => box.Left >= 0 && box.Top >= 0 && box.Left + box.Width <= 28 && box.Top + box.Height <= 28));
        Assert.IsTrue(boxes.All(box => box.Width >= 1 && box.Height >= 1 && double.IsInteger(box.Left) && double.IsInteger(box.Width)));
        Assert.AreEqual(0.08 * 784, boxes.Min(box => box.Width * box.Height), 12);
        Assert.IsGreaterThan(700, boxes.Max(box => box.Width * box.Height));
        Assert.IsTrue(boxes.Any(box => box.Left + box.Width == 28) && boxes.Any(box => box.Left == 0));
    }

    [TestMethod]
    [DataRow(2.0, 40, 40, 0, 10, 40, 20)]
    [DataRow(0.5, 40, 40, 10, 0, 20, 40)]
    [DataRow(1.0, 30, 50, 10, 0, 30, 30)]
    public void DrawBoxes_NoneFits_TakesTheLargestCenteredOne(
        double ratio, int height, int width, int left, int top, int boxWidth, int boxHeight)
    {
        var boxes = Draw(new RandomResizedCrop2d { Scale = 1, Ratio = ratio }, 20, height, width);
        Assert.IsTrue(boxes.All(box => box == (left, top, boxWidth, boxHeight)), $"{boxes[0]}");
    }

    [TestMethod]
    public void Options_OutOfRange_Throw()
    {
        OptionError.Is("Scale must be above 0 and at most 1, but '(0, 1)' was given.", () => new RandomResizedCrop2d { Scale = (0, 1) });
        OptionError.Is(
            "Scale must be above 0 and at most 1, but '(0.5, 1.5)' was given.", () => new RandomResizedCrop2d { Scale = (0.5, 1.5) });
        OptionError.Is("Ratio must be positive, but '(0, 2)' was given.", () => new RandomResizedCrop2d { Ratio = (0, 2) });
    }

    private static (
        double Left, double Top, double Width, double Height)[] Draw(RandomResizedCrop2d crop, long count, long height, long width)
    {
        using var scope = NewDisposeScope();
        using var random = Batch.Source(11);
        var boxes = crop.DrawBoxes(zeros(1, 1, height, width).expand(count, -1, -1, -1), random);
        return Batch.Values(boxes.Start).Chunk(2).Zip(
            Batch.Values(boxes.Size).Chunk(2), (start, size) => (start[1], start[0], size[1], size[0])).ToArray();
    }

    // Where output pixel i of `size` lies in the image, for a box from `start` of `length` pixels.
    private static double Source(int i, int size, double start, double length) =>
        start + Math.Clamp((i + 0.5) * length / size - 0.5, 0, length - 1);

    private static double Sample(Func<int, int, double> pixel, double y, double x)
    {
        var (top, left) = ((int)Math.Floor(y), (int)Math.Floor(x));
        var (down, right) = (y - top, x - left);
        double Row(int row) => right == 0 ? pixel(row, left) : (1 - right) * pixel(row, left) + right * pixel(row, left + 1);
        return down == 0 ? Row(top) : (1 - down) * Row(top) + down * Row(top + 1);
    }
}
