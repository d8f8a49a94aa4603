using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Losses.Tests.Kernels;

/// <summary>A kernel metric of the caller's own: same class or not.</summary>
[TestClass]
public sealed class OwnMetricTests
{
    [TestMethod]
    public void Forward_SameClassMetric_TakesPartInTheLoss()
    {
        using var scope = NewDisposeScope();
        var (z1, z2) = (Values.Random(5, 4, 1), Values.Random(5, 4, 2));
        int[] classes = [0, 1, 0, 2, 1];
        var expected = Naive.NaiveContrast.YAware(z1, z2, (i, j) => classes[i] == classes[j] ? 1 : 0, 0.1, perAnchor: true);
        var loss = new YAwareInfoNceLoss(new SameClass());
        Near.Assert([expected], [Values.Scalar(loss.call(Values.Matrix(z1), Values.Matrix(z2), tensor(classes)))], 1e-12, "value");
        StringAssert.StartsWith(loss.ToString(), "YAwareInfoNceLoss(metric=SameClass(");
    }

    [TestMethod]
    public void Forward_MissingLabels_CanBeHandledByAMetric()
    {
        using var scope = NewDisposeScope();
        var (z1, z2) = (Values.RandomTensor(3, 4, 1), Values.RandomTensor(3, 4, 2));
        var loss = new YAwareInfoNceLoss(new NoNeighbors());
        var labels = full([3], double.NaN, dtype: ScalarType.Float64);
        Near.Assert([2 * Values.Scalar(new InfoNceLoss().call(z1, z2))], [Values.Scalar(loss.call(z1, z2, labels))], 1e-12, "value");
    }

    [TestMethod]
    public void Forward_WrongShape_Throws()
    {
        using var scope = NewDisposeScope();
        var loss = new YAwareInfoNceLoss(new Fixed(ones(4, 1)));
        Assert.AreEqual(
            "KernelMetric.Pairwise must return shape (batch, batch) = (4, 4), but returned (4, 1).",
            Assert.ThrowsExactly<InvalidOperationException>(() => loss.call(zeros(4, 3), zeros(4, 3), arange(4))).Message);
    }

    [TestMethod]
    public void Forward_RowWithoutWeight_Throws()
    {
        using var scope = NewDisposeScope();
        var loss = new YAwareInfoNceLoss(new Fixed(tensor(new[,] { { 1.0, 1.0 }, { 0.0, 0.0 } })));
        Assert.AreEqual(
            "KernelMetric.Pairwise must return weights with a positive, finite sum in each row, but the weights of row 1 sum to 0.",
            Assert.ThrowsExactly<InvalidOperationException>(() => loss.call(zeros(2, 3), zeros(2, 3), arange(2))).Message);
    }

    private sealed class SameClass : KernelMetric
    {
        public override Tensor Pairwise(Tensor labels) => labels.unsqueeze(0).eq(labels.unsqueeze(1)).to(ScalarType.Float64);
    }

    private sealed class NoNeighbors : KernelMetric
    {
        public override Tensor Pairwise(Tensor labels) => eye(labels.shape[0]);
    }

    private sealed class Fixed(Tensor weights) : KernelMetric
    {
        public override Tensor Pairwise(Tensor labels) => weights;
    }
}
