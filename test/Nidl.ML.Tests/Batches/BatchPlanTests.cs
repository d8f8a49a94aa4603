namespace Nidl.ML.Tests.Data;

[TestClass]
public sealed class BatchPlanTests
{
    [TestMethod]
    [DataRow(10, 5, false, 2)]
    [DataRow(12, 5, false, 3)]
    [DataRow(11, 5, false, 2, DisplayName = "a last batch of one row is left out")]
    [DataRow(12, 5, true, 2)]
    [DataRow(4, 5, false, 1)]
    [DataRow(4, 5, true, 0)]
    [DataRow(2, 2, true, 1)]
    public void BatchesPerEpoch_RowsAndBatchSize_CountsTheBatchesThatAreUsed(int rows, int batchSize, bool dropLast, int expected) =>
        Assert.AreEqual(expected, new BatchPlan(rows, batchSize, dropLast).BatchesPerEpoch);

    [TestMethod]
    public void Rows_EachStep_FollowsTheOneBefore()
    {
        var plan = new BatchPlan(12, 5, DropLast: false);
        Assert.AreEqual((0L, 5L), plan.Rows(0));
        Assert.AreEqual((5L, 5L), plan.Rows(1));
        Assert.AreEqual((10L, 2L), plan.Rows(2));
    }
}
