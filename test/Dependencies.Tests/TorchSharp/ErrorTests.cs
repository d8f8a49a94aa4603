using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Dependencies.Tests.Torch;

[TestClass]
public sealed class ErrorTests
{
    [TestMethod]
    public void NativeErrorsArriveWithTheirText()
    {
        var error = Assert.ThrowsExactly<ExternalException>(() => zeros(2).add(zeros(3)));
        StringAssert.Contains(error.Message, "must match the size of tensor b (3)");
        Assert.ThrowsExactly<ExternalException>(() => zeros(2, 3).mm(zeros(2, 3)));
        Assert.ThrowsExactly<ExternalException>(() => zeros(2, 3).reshape(5));
    }

    [TestMethod]
    public void AnErrorDoesNotSpoilTheNextCall()
    {
        for (int i = 0; i < 100; i++)
        {
            Assert.ThrowsExactly<ExternalException>(() => zeros(2).add(zeros(3)));
            Assert.AreEqual(2, torch.ones(2).sum().ToDouble());
        }
    }

    [TestMethod]
    public void ADisposedTensorIsRefused()
    {
        var gone = zeros(2);
        gone.Dispose();
        gone.Dispose();
        Assert.ThrowsExactly<InvalidOperationException>(() => gone.add(1));
        Assert.ThrowsExactly<InvalidOperationException>(() => zeros(2).add(gone));
    }

    [TestMethod]
    public void DataIsReadInItsOwnTypeOnly()
    {
        var numbers = zeros(2);
        Assert.ThrowsExactly<ArgumentException>(() => numbers.data<double>());
        Assert.ThrowsExactly<ArgumentException>(() => numbers.item<float>());
        Assert.ThrowsExactly<InvalidOperationException>(() => zeros(2, 3).t().bytes.Length);
    }

    [TestMethod]
    public void BackwardNeedsAScalarAndAGraph()
    {
        Assert.ThrowsExactly<ExternalException>(() => torch.ones(2).requires_grad_().mul(2).backward());
        Assert.ThrowsExactly<ExternalException>(() => torch.ones(2).sum().backward());
    }

    [TestMethod]
    public void ALayerNamesTheInputItExpects()
    {
        using var conv = nn.Conv2d(3, 4, 3);
        Assert.ThrowsExactly<ArgumentException>(() => conv.forward(zeros(1, 2, 8, 8)));
        using var norm = nn.BatchNorm2d(3);
        Assert.ThrowsExactly<ArgumentException>(() => norm.forward(zeros(2, 3)));
    }
}
