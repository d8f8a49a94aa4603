using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Tests.Streaming;

[TestClass]
public sealed class StreamingBatchesTests
{
    [TestMethod]
    [DataRow(100, 8, false, 100)]
    [DataRow(100, 8, true, 96)]
    [DataRow(97, 8, false, 96)]
    public void Read_WholeEpochs_GiveEachRowAtMostOnce(int rows, int batchSize, bool dropLast, int used)
    {
        using var batches = Streams.Open(new GeneratedView(rows, 2), batchSize, dropLast: dropLast);
        for (var epoch = 0; epoch < 3; epoch++)
        {
            var order = Streams.Epoch(batches, epoch);
            Assert.HasCount(used, order);
            Assert.AreEqual(used, order.Distinct().Count());
        }
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void BeginEpoch_Order_DependsOnSeedAndEpochAlone(bool canShuffle)
    {
        var view = new GeneratedView(100, 2) { CanShuffle = canShuffle };
        using var first = Streams.Open(view);
        using var second = Streams.Open(view);
        using var other = Streams.Open(view, seed: 2);
        var order = Streams.Epoch(first, 3);
        for (var epoch = 0; epoch < 3; epoch++)
            Streams.Epoch(second, epoch);
        CollectionAssert.AreEqual(order, Streams.Epoch(second, 3));
        CollectionAssert.AreNotEqual(order, Streams.Epoch(first, 4));
        CollectionAssert.AreNotEqual(order, Streams.Epoch(other, 3));
    }

    [TestMethod]
    public void BeginEpoch_LaterStep_GivesTheRestOfTheEpoch()
    {
        var view = new GeneratedView(100, 2);
        using var whole = Streams.Open(view);
        using var resumed = Streams.Open(view);
        var order = Streams.Epoch(whole, 1);
        CollectionAssert.AreEqual(order[40..], Streams.Epoch(resumed, 1, firstBatch: 5));
        CollectionAssert.AreEqual(Streams.Epoch(whole, 2), Streams.Epoch(resumed, 2));
    }

    [TestMethod]
    public void BeginEpoch_EpochLeftInTheMiddle_StartsAfresh()
    {
        using var scope = NewDisposeScope();
        using var batches = Streams.Open(new GeneratedView(100, 2));
        var order = Streams.Epoch(batches, 0);
        batches.BeginEpoch(1, 0);
        batches.Read(0);
        CollectionAssert.AreEqual(order, Streams.Epoch(batches, 0));
    }

    [TestMethod]
    public void Read_ViewThatShuffles_IsShuffledByItselfToo()
    {
        int[] Head(bool canShuffle)
        {
            using var batches = Streams.Open(new GeneratedView(1000, 2) { CanShuffle = canShuffle });
            return Streams.Epoch(batches, 0)[..8];
        }
        // A pool of 20 rows cannot bring a row of the last 900 into the first batch; the view can.
        Assert.IsLessThan(100, Head(canShuffle: false).Max());
        Assert.IsGreaterThan(100, Head(canShuffle: true).Max());
    }

    [TestMethod]
    public void Read_Labels_StayWithTheirRows()
    {
        using var scope = NewDisposeScope();
        using var batches = Streams.Open(new GeneratedView(50, 3));
        batches.BeginEpoch(0, 0);
        for (var i = 0; i < batches.BatchesPerEpoch; i++)
        {
            var batch = batches.Read(i);
            CollectionAssert.AreEqual(
                Streams.Numbers(batch).Select(number => -(double)number).ToArray(), batch.Auxiliary!.flatten().data<double>().ToArray());
        }
    }

    [TestMethod]
    public void AllAuxiliary_AreThoseOfAllRows_AndReadNoFeatures()
    {
        var view = new GeneratedView(50, 2);
        using var batches = Streams.Open(view);
        CollectionAssert.AreEqual(
            Enumerable.Range(0, 50).Select(row => -(double)row).ToArray(), batches.AllAuxiliary!.data<double>().ToArray());
        Assert.AreEqual(0L, view.FeatureReads);
    }

    [TestMethod]
    public void SampleFeatures_Always_AreDrawnBySeed()
    {
        float[] Sample(int seed)
        {
            using var batches = Streams.Open(new GeneratedView(1000, 2), poolRows: 200, seed: seed);
            return batches.SampleFeatures.select(1, 0).contiguous().data<float>().ToArray();
        }
        CollectionAssert.AreEqual(Sample(1), Sample(1));
        CollectionAssert.AreNotEqual(Sample(1), Sample(2));
    }

    [TestMethod]
    public void SampleFeatures_AreRowsOfTheView_ReadOnce()
    {
        var view = new GeneratedView(1000, 2);
        using var batches = Streams.Open(view, poolRows: 200);
        var sample = batches.SampleFeatures;
        var numbers = sample.select(1, 0).contiguous().data<float>().ToArray();
        Assert.AreSame(sample, batches.SampleFeatures);
        Assert.AreEqual(numbers.Length, (int)view.FeatureReads);
        Assert.AreEqual(numbers.Length, numbers.Distinct().Count());
        Assert.IsTrue(numbers.Length is > 100 and < 1000 && numbers.Min() < 100 && numbers.Max() > 900, $"{numbers.Length} rows");
    }

    [TestMethod]
    public void Read_SlowTraining_HoldsTheReaderBack()
    {
        using var scope = NewDisposeScope();
        var view = new GeneratedView(1000, 2);
        using var batches = Streams.Open(view, batchSize: 8, poolRows: 20);
        batches.BeginEpoch(0, 0);
        for (var i = 0; i < 10; i++)
        {
            batches.Read(i);
            Thread.Sleep(5);
            Assert.IsLessThanOrEqualTo((i + 1) * 8 + 20 + 2 * 8, view.FeatureReads);
        }
    }

    [TestMethod]
    public void Read_LastEpoch_DoesNotReadOn()
    {
        var view = new GeneratedView(100, 2);
        using (var batches = Streams.Open(view, epochs: 2))
        {
            Streams.Epoch(batches, 0);
            Streams.Epoch(batches, 1);
        }
        Assert.AreEqual(200L, view.FeatureReads);
    }

    [TestMethod]
    public void Open_BudgetBelowThreeBatchesOnTheirWay_NamesWhatIsNeeded() => Error.Is<ArgumentException>(
        "MemoryBudgetBytes must hold at least 6 batches of BatchSize = 8 rows, 1536 bytes here, but 1472 was given; "
        + "raise it or lower BatchSize. (Parameter 'MemoryBudgetBytes')",
        () => Streams.Open(new GeneratedView(100, 2), batchSize: 8, poolRows: 7));

    [TestMethod]
    [DoNotParallelize]
    public void Dispose_AfterEpochs_LeavesNoTensor()
    {
        var before = TensorLeak.Live();
        using (var batches = Streams.Open(new GeneratedView(100, 2)))
        {
            Streams.Epoch(batches, 0);
            _ = batches.SampleFeatures;
        }
        Assert.AreEqual(before, TensorLeak.Live());
    }
}
