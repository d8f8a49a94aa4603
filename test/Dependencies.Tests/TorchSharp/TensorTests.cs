using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Dependencies.Tests.Torch;

[TestClass]
public sealed class TensorTests
{
    private static float[] Floats(Tensor tensor) => tensor.to(float32).data<float>().ToArray();

    [TestMethod]
    public void ArraysRoundTrip()
    {
        var values = new float[,] { { 1, 2, 3 }, { 4, 5, 6 } };
        var made = tensor(values);
        CollectionAssert.AreEqual(new long[] { 2, 3 }, made.shape);
        CollectionAssert.AreEqual(new float[] { 1, 2, 3, 4, 5, 6 }, Floats(made));
        CollectionAssert.AreEqual(new float[] { 1, 4, 2, 5, 3, 6 }, Floats(made.t()));
        Assert.AreEqual(5f, made.data<float>()[1, 1]);
        CollectionAssert.AreEqual(new long[] { 1, 2 }, tensor(new long[] { 1, 2 }, float64).to(int64).data<long>().ToArray());
        Assert.AreEqual(int32, tensor(new[] { 1, 2 }).dtype);
        Assert.AreEqual(torch.@bool, tensor(new[] { true }).dtype);
        Assert.ThrowsExactly<ArgumentException>(() => tensor(new float[] { 1, 2 }, [3L]));
    }

    [TestMethod]
    public void ATensorOfAnArrayIsACopy()
    {
        var values = new float[] { 1, 2 };
        var made = tensor(values);
        values[0] = 9;
        CollectionAssert.AreEqual(new float[] { 1, 2 }, Floats(made));
    }

    [TestMethod]
    public void BytesAreTheMemory()
    {
        var made = zeros(2, int32);
        new byte[] { 1, 0, 0, 0, 2, 0, 0, 0 }.CopyTo(made.bytes);
        CollectionAssert.AreEqual(new[] { 1, 2 }, made.data<int>().ToArray());
    }

    [TestMethod]
    public void FactoriesFollowTheirArguments()
    {
        CollectionAssert.AreEqual(new float[] { 2, 4, 6 }, Floats(arange(2, 8, 2)));
        Assert.AreEqual(int64, arange(3).dtype);
        Assert.AreEqual(float32, arange(3.0).dtype);
        Assert.AreEqual(float64, linspace(0, 1, 3, float64).dtype);
        CollectionAssert.AreEqual(new float[] { 1, 0, 0, 1 }, Floats(eye(2)));
        CollectionAssert.AreEqual(new float[] { 7, 7 }, Floats(full([2], 7)));
        Assert.IsTrue(zeros(2, requires_grad: true).requires_grad);
        Assert.AreEqual(float64, zeros_like(zeros(2, float64)).dtype);
        CollectionAssert.AreEqual(Enumerable.Range(0, 10).Select(i => (float)i).ToArray(), Floats(randperm(10).sort().Item1));
    }

    [TestMethod]
    public void IndexExpressionsSelect()
    {
        var x = arange(24).reshape(2, 3, 4);
        Assert.AreEqual(23, x[1, 2, 3].ToInt32());
        CollectionAssert.AreEqual(new long[] { 2, 4 }, x[TensorIndex.Ellipsis, 1, TensorIndex.Colon].shape);
        CollectionAssert.AreEqual(new long[] { 2, 3, 2 }, x[TensorIndex.Ellipsis, TensorIndex.Slice(0, 4, 2)].shape);
        CollectionAssert.AreEqual(new long[] { 2, 1, 3, 4 }, x[TensorIndex.Colon, TensorIndex.None].shape);
        CollectionAssert.AreEqual(new long[] { 1, 2, 4 }, x[1.., ..2].shape);
        CollectionAssert.AreEqual(new[] { 22f, 23f }, Floats(x[x.gt(21)]));
        CollectionAssert.AreEqual(new[] { 9f, 21f }, Floats(x[TensorIndex.Colon, TensorIndex.Tensor(tensor(2L)), 1]));
        CollectionAssert.AreEqual(new long[] { 2, 2, 4 }, x[TensorIndex.Colon, TensorIndex.Tensor(tensor(new long[] { 2, 0 }))].shape);
    }

    [TestMethod]
    public void IndexExpressionsAssign()
    {
        var x = zeros(2, 3);
        x[1] = torch.ones(3);
        x[0, 2] = tensor(5f);
        CollectionAssert.AreEqual(new float[] { 0, 0, 5, 1, 1, 1 }, Floats(x));
        x[x.eq(1)] = tensor(2f);
        x[TensorIndex.Colon, TensorIndex.Slice(0, 1)] = tensor(9f);
        CollectionAssert.AreEqual(new float[] { 9, 0, 5, 9, 2, 2 }, Floats(x));
        x.index_put_(tensor(new[] { 7f, 8f }), TensorIndex.Tensor(tensor(new long[] { 0, 1 })), TensorIndex.Tensor(tensor(new long[] { 1, 1 })));
        CollectionAssert.AreEqual(new float[] { 9, 7, 5, 9, 8, 2 }, Floats(x));
    }

    [TestMethod]
    public void InPlaceOperationsReturnTheTensorItself()
    {
        var x = torch.ones(2);
        Assert.AreSame(x, x.add_(1).mul_(3).clamp_(0, 5));
        CollectionAssert.AreEqual(new float[] { 5, 5 }, Floats(x));
        var alias = x.alias();
        x.zero_();
        CollectionAssert.AreEqual(new float[] { 0, 0 }, Floats(alias));
    }

    [TestMethod]
    public void ReductionsAgreeWithPlainSums()
    {
        var x = tensor(new double[,] { { 1, 2, 4 }, { 8, 16, 32 } });
        Near.Equal(63, x.sum().ToDouble());
        Near.Same(tensor(new double[] { 7, 56 }), x.sum(1));
        Near.Same(tensor(new double[] { 9, 18, 36 }), x.sum([0L]));
        Near.Equal(10.5, x.mean().ToDouble());
        Near.Equal(Math.Sqrt(1365), x.norm().ToDouble());
        Near.Same(tensor(new double[] { 4, 32 }), x.max(1).values);
        Near.Same(tensor(new long[] { 2, 2 }), x.argmax(1));
        Near.Equal(8, x.flatten().quantile(tensor(0.6)).ToDouble(), 1e-9);
        Near.Equal(cov(x), (x - x.mean([1L], true)).mm((x - x.mean([1L], true)).t()) / 2);
        var (values, indexes) = x.topk(2, 1);
        Near.Same(tensor(new double[,] { { 4, 2 }, { 32, 16 } }), values);
        Near.Same(tensor(new long[,] { { 2, 1 }, { 2, 1 } }), indexes);
    }

    [TestMethod]
    public void DivisionRoundsAsAsked()
    {
        var x = tensor(new[] { -7.0, 7.0 });
        Near.Same(tensor(new[] { -4.0, 3.0 }), x.div(2, RoundingMode.floor));
        Near.Same(tensor(new[] { -3.0, 3.0 }), x.div(2, RoundingMode.trunc));
        Near.Same(tensor(new[] { -3.5, 3.5 }), x / 2);
        Near.Same(tensor(new[] { 8.0, -6.0 }), 1 - x);
    }

    [TestMethod]
    public void ConvolutionsWithEveryPaddingKeepTheSize()
    {
        var x = randn(1, 2, 5, 5);
        foreach (var mode in new[] { PaddingModes.Zeros, PaddingModes.Reflect, PaddingModes.Replicate, PaddingModes.Circular })
        {
            using var conv = nn.Conv2d(2, 3, 3, padding: 1L, padding_mode: mode);
            CollectionAssert.AreEqual(new long[] { 1, 3, 5, 5 }, conv.forward(x).shape);
        }
        using var same = nn.Conv2d(2, 3, 3, Padding.Same);
        CollectionAssert.AreEqual(new long[] { 1, 3, 5, 5 }, same.forward(x).shape);
        using var cube = nn.Conv3d(2, 3, (3, 3, 3), stride: (2, 2, 2), padding: (1, 1, 1));
        CollectionAssert.AreEqual(new long[] { 1, 3, 3, 3, 3 }, cube.forward(randn([1, 2, 5, 5, 5])).shape);
    }

    [TestMethod]
    public void PoolsTakeTheirWindows()
    {
        var x = arange(16, float32).reshape(1, 1, 4, 4);
        using var largest = nn.MaxPool2d(2);
        CollectionAssert.AreEqual(new float[] { 5, 7, 13, 15 }, Floats(largest.forward(x)));
        using var average = nn.AvgPool2d(2);
        CollectionAssert.AreEqual(new float[] { 2.5f, 4.5f, 10.5f, 12.5f }, Floats(average.forward(x)));
        Near.Equal(7.5, F.adaptive_avg_pool2d(x, 1).ToDouble());
        CollectionAssert.AreEqual(new long[] { 1, 1, 2, 2, 2 }, F.max_pool3d(randn([1, 1, 4, 4, 4]), [2]).shape);
    }

    [TestMethod]
    public void InterpolationAndSamplingKeepAnIdentity()
    {
        var x = randn(1, 2, 4, 4);
        var grid = F.affine_grid(tensor(new float[] { 1, 0, 0, 0, 1, 0 }, [1, 2, 3]), [1, 2, 4, 4], align_corners: false);
        Near.Equal(x, F.grid_sample(x, grid, align_corners: false), 1e-5);
        Near.Equal(x, F.interpolate(x, [4, 4], mode: InterpolationMode.Bilinear, align_corners: false), 1e-5);
        CollectionAssert.AreEqual(new long[] { 1, 2, 8, 8 }, F.interpolate(x, scale_factor: [2, 2]).shape);
        CollectionAssert.AreEqual(new long[] { 1, 1, 2, 2, 2 }, F.interpolate(randn([1, 1, 4, 4, 4]), [2, 2, 2], mode: InterpolationMode.Trilinear).shape);
    }

    [TestMethod]
    public void DecompositionsMultiplyBack()
    {
        var x = randn([5, 3], float64);
        var (u, s, vh) = linalg.svd(x, fullMatrices: false);
        Near.Equal(x, (u * s).mm(vh), 1e-10);
        var square = x.t().mm(x) + eye(3, dtype: float64);
        var (values, vectors) = linalg.eigh(square);
        Near.Equal(square, (vectors * values).mm(vectors.t()), 1e-10);
        Near.Equal(eye(3, dtype: float64), linalg.inv(square).mm(square), 1e-10);
        var lower = linalg.cholesky(square);
        Near.Equal(square, lower.mm(lower.t()), 1e-10);
    }

    [TestMethod]
    public void TensorsRoundTripThroughAStream()
    {
        using var file = new MemoryStream();
        var x = randn(2, 3);
        x.Save(new BinaryWriter(file));
        file.Position = 0;
        Near.Same(x, TensorExtensionMethods.Load(new BinaryReader(file)));
    }
}
