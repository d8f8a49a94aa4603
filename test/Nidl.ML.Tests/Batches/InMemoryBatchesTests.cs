using Microsoft.ML.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Tests.Data;

[TestClass]
public sealed class InMemoryBatchesTests
{
    [TestMethod]
    [DataRow(12, 5, false, 12)]
    [DataRow(12, 5, true, 10)]
    [DataRow(11, 5, false, 10)]
    public void Read_WholeEpoch_GivesEachRowAtMostOnce(int rows, int batchSize, bool dropLast, int used)
    {
        using var batches = Create(rows, batchSize, dropLast);
        for (var epoch = 0; epoch < 3; epoch++)
        {
            var order = Epoch(batches, epoch);
            Assert.HasCount(used, order);
            Assert.AreEqual(used, order.Distinct().Count());
        }
    }

    [TestMethod]
    public void Read_RowsLeftOut_DifferBetweenEpochs()
    {
        using var batches = Create(11, 5, dropLast: true);
        var seen = Enumerable.Range(0, 30).SelectMany(epoch => Epoch(batches, epoch)).ToHashSet();
        Assert.HasCount(11, seen);
    }

    [TestMethod]
    public void BeginEpoch_Order_DependsOnSeedAndEpochAlone()
    {
        using var first = Create(40, 8);
        using var second = Create(40, 8);
        using var other = Create(40, 8, seed: 2);
        var order = Epoch(first, 3);
        Epoch(second, 0);
        CollectionAssert.AreEqual(order, Epoch(second, 3));
        CollectionAssert.AreNotEqual(order, Epoch(first, 4));
        CollectionAssert.AreNotEqual(order, Epoch(other, 3));
    }

    [TestMethod]
    public void Read_LaterStep_DoesNotNeedTheStepsBefore()
    {
        using var scope = NewDisposeScope();
        using var batches = Create(40, 8);
        var order = Epoch(batches, 1);
        batches.BeginEpoch(1, 3);
        CollectionAssert.AreEqual(order[24..32], Values(batches.Read(3).Features));
    }

    [TestMethod]
    public void Read_Batch_IsACopy()
    {
        using var scope = NewDisposeScope();
        using var batches = Create(10, 5);
        batches.BeginEpoch(0, 0);
        batches.Read(0).Features.fill_(-1);
        Assert.AreEqual(45f, batches.SampleFeatures.sum().ToSingle());
    }

    [TestMethod]
    public void Read_Labels_StayWithTheirRows()
    {
        using var scope = NewDisposeScope();
        var features = arange(10, ScalarType.Float32).reshape(10, 1).DetachFromDisposeScope();
        var labels = (arange(10, ScalarType.Float32).reshape(10, 1) * 2).DetachFromDisposeScope();
        var columns = new TrainingColumns(new FeatureColumn("Features", [1]), null, new FeatureColumn("Label", [1]));
        using var batches = new InMemoryBatches(columns, [features, labels], new BatchPlan(10, 4, false), seed: 1);
        batches.BeginEpoch(0, 0);
        for (var i = 0; i < batches.BatchesPerEpoch; i++)
        {
            var batch = batches.Read(i);
            CollectionAssert.AreEqual(Values(batch.Features).Select(value => 2 * value).ToArray(), Values(batch.Auxiliary!));
        }
    }

    [TestMethod]
    public void Dispose_AfterEpochs_LeavesNoTensor()
    {
        var before = TensorLeak.Live();
        using (var batches = Create(40, 8))
            for (var epoch = 0; epoch < 3; epoch++)
                Epoch(batches, epoch);
        Assert.AreEqual(before, TensorLeak.Live());
    }

    private static InMemoryBatches Create(int rows, int batchSize, bool dropLast = false, int seed = 1)
    {
        using var range = arange(rows, ScalarType.Float32);
        var features = range.reshape(rows, 1);
        return new(
            new TrainingColumns(new FeatureColumn("Features", [1]), null, null), [features], new BatchPlan(rows, batchSize, dropLast),
            seed);
    }

    private static float[] Epoch(InMemoryBatches batches, int epoch)
    {
        using var scope = NewDisposeScope();
        batches.BeginEpoch(epoch, 0);
        return [.. Enumerable.Range(0, batches.BatchesPerEpoch).SelectMany(i => Values(batches.Read(i).Features))];
    }

    private static float[] Values(Tensor tensor) => tensor.data<float>().ToArray();
}
