using System.Runtime.InteropServices;
using Microsoft.ML;
using static TorchSharp.torch;

namespace Nidl.ML.Tests.Training;

[TestClass]
public sealed class TorchFailureTests
{
    // Two rows of zeros are tried before the training.
    [TestMethod]
    public void Fit_NetworkThatFails_SaysSoInOneLine()
    {
        var encoder = CustomEncoder.Register($"fails in training {Guid.NewGuid()}", shape => new Failing(shape.Size, inTraining: true));
        IsOneLine(Assert.ThrowsExactly<ExternalException>(() => Tiny.Fit(new MLContext(1), Tiny.Options with { Encoder = encoder })));
    }

    [TestMethod]
    public void Transform_NetworkThatFails_SaysSoInOneLine()
    {
        var encoder = CustomEncoder.Register($"fails later {Guid.NewGuid()}", shape => new Failing(shape.Size, inTraining: false));
        using var transformer = Tiny.Fit(new MLContext(1), Tiny.Options with { Encoder = encoder });
        IsOneLine(Assert.ThrowsExactly<ExternalException>(() => Embeddings.OfNewImages(transformer)));
    }

    [TestMethod]
    public void CauseOf_TraceOfAProgram_IsWhatFollowsIt() => Assert.AreEqual(
        "shapes cannot be multiplied",
        TorchFailure.CauseOf(new ExternalException("It failed.\nTraceback:\n  a line\nRuntimeError: shapes cannot be multiplied\n\nmore")));

    [TestMethod]
    public void IsLong_OneLineOrAnothersException_IsNot()
    {
        Assert.IsFalse(TorchFailure.IsLong(new ExternalException("one line")));
        Assert.IsFalse(TorchFailure.IsLong(new COMException("two\nlines")));
        Assert.IsTrue(TorchFailure.IsLong(new ExternalException("two\nlines")));
    }

    private static void IsOneLine(ExternalException failure)
    {
        Assert.StartsWith("mat1 and mat2 shapes cannot be multiplied", failure.Message);
        Assert.DoesNotContain("\n", failure.Message);
        Assert.StartsWith(failure.Message + "\n", failure.InnerException!.Message);
    }

    private sealed class Failing : nn.Module<Tensor, Tensor>
    {
        private readonly nn.Module<Tensor, Tensor> _linear;
        private readonly bool _inTraining;

        public Failing(long size, bool inTraining)
            : base(nameof(Failing))
        {
            _inTraining = inTraining;
            _linear = nn.Linear(size, 4);
            RegisterComponents();
        }

        public override Tensor forward(Tensor input)
        {
            var rows = input.flatten(1);
            return rows.shape[0] > 2 && training == _inTraining ? rows.mm(rows) : _linear.call(rows);
        }
    }
}
