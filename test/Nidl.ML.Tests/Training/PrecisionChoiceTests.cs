using Microsoft.ML;
using Nidl.ML.Tests.Encoders;
using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Tests.Training;

[TestClass]
public sealed class PrecisionChoiceTests
{
    private static readonly ConvNet2d Conv = new() { HiddenChannels = [8], EmbeddingDimension = 8, Strides = [1, 2] };

    private static readonly SimClrOptions Options =
        Tiny.Options with { Encoder = Conv, Precision = Precision.BFloat16, LearningRate = 0.01 };

    [TestMethod]
    public void Project_BFloat16_CastsWithinTheEncoderAlone()
    {
        using var scope = NewDisposeScope();
        using var network = CreateNetwork();
        var types = new Dictionary<string, ScalarType>();
        foreach (var (name, module) in network.Encoder.named_modules())
            (module as nn.Module<Tensor, Tensor>)?.register_forward_hook((_, _, output) =>
            {
                types[name] = output.dtype;
                return output;
            });
        network.Precision = Precision.BFloat16;
        var z = network.Project(rand(8, 1, 6, 6));
        z.square().sum().backward();

        Assert.AreEqual(ScalarType.Float32, z.dtype);
        Assert.AreEqual((ScalarType.BFloat16, ScalarType.BFloat16), (types["layers.0"], types["layers.1"]));
        foreach (var parameter in network.TrainedParameters)
            Assert.AreEqual(
                (ScalarType.Float32, ScalarType.Float32, true), (parameter.dtype, parameter.grad!.dtype, parameter.grad!.is_contiguous()));
        foreach (var buffer in network.Buffers.Where(buffer => buffer.is_floating_point()))
            Assert.AreEqual(ScalarType.Float32, buffer.dtype);
    }

    [TestMethod]
    public void Project_BFloat16_GivesNearlyTheGradientsOfFloat32()
    {
        using var scope = NewDisposeScope();
        using var network = CreateNetwork();
        var rows = rand(16, 1, 6, 6);
        var expected = Gradient(network, rows);
        network.Precision = Precision.BFloat16;
        var actual = Gradient(network, rows);
        var difference = (actual - expected).norm().ToDouble() / expected.norm().ToDouble();
        Assert.IsTrue(difference is > 1e-5 and < 0.05, $"{difference}");
    }

    [TestMethod]
    [DataRow(null, 1, 0)]
    [DataRow(4, 1, 0)]
    [DataRow(null, 2, 1)]
    [DataRow(3, 2, 1)]
    public void Fit_BFloat16_TrainsAsFloat32Does(int? microBatch, int accumulated, int frozen)
    {
        var options = Options with { MicroBatchSize = microBatch, AccumulateBatches = accumulated, FreezeStages = frozen,
            NumberOfEpochs = 3, ValidationFraction = 0.25, LearningRate = 1e-3 };
        using var single = Tiny.Fit(new MLContext(1), options with { Precision = Precision.Float32 });
        using var half = Tiny.Fit(new MLContext(1), options);
        for (var epoch = 0; epoch < 3; epoch++)
        {
            Assert.AreNotEqual(single.History.Epochs[epoch].Loss, half.History.Epochs[epoch].Loss);
            Assert.AreEqual(single.History.Epochs[epoch].Loss, half.History.Epochs[epoch].Loss, 0.05);
            Assert.AreEqual(single.History.Epochs[epoch].ValidationLoss!.Value, half.History.Epochs[epoch].ValidationLoss!.Value, 0.05);
        }
        Assert.AreEqual((Precision.Float32, Precision.BFloat16), (single.History.Precision, half.History.Precision));
        Assert.AreEqual(Precision.Float32, half.Options.Precision);
    }

    [TestMethod]
    public void Fit_BFloat16Twice_GivesEqualWeights() => CollectionAssert.AreEqual(FinalWeights.Of(Options), FinalWeights.Of(Options));

    [TestMethod]
    public void Fit_BFloat16Teacher_Trains()
    {
        var ml = new MLContext(1);
        using var transformer = ml.SelfSupervised.Byol("Embedding", "Image", new ByolOptions
        {
            Encoder = Conv, Augmentations = Options.Augmentations, NumberOfEpochs = 1, BatchSize = 8, Seed = 1, Device = "cpu",
            Precision = Precision.BFloat16,
        }).Fit(Images.View(ml, 24));
        Assert.IsTrue(double.IsFinite(transformer.History.Epochs[0].Loss));
    }

    [TestMethod]
    public void Fit_BFloat16_LeavesNoTensor()
    {
        Tiny.Fit(new MLContext(1), Options).Dispose();
        var before = TensorLeak.Live();
        Tiny.Fit(new MLContext(1), Options).Dispose();
        Assert.AreEqual(before, TensorLeak.Live());
    }

    [TestMethod]
    public void Fit_NetworkOfYourOwnWhoseDistancesNeedSinglePrecision_Trains()
    {
        var encoder = CustomEncoder.Register($"distances {Guid.NewGuid()}", shape => new Flat(shape.Size, y => cdist(y, zeros(3, 4))));
        using var transformer = Tiny.Fit(new MLContext(1), Options with { Encoder = encoder });
        Assert.IsTrue(double.IsFinite(transformer.History.Epochs[^1].Loss));
    }

    [TestMethod]
    public void Fit_NetworkOfYourOwnThatCannot_SaysSoBeforeItTrains()
    {
        var encoder = CustomEncoder.Register(
            $"mixes types {Guid.NewGuid()}", shape => new Flat(shape.Size, y => zeros(y.shape).index_add(0, arange(y.shape[0]), y, 1)));
        Tiny.Fit(new MLContext(1), Options with { Encoder = encoder, Precision = Precision.Float32 }).Dispose();
        var recorder = new StepRecorder();
        var error = Assert.ThrowsExactly<ArgumentException>(
            () => Tiny.Fit(new MLContext(1), Options with { Encoder = encoder, Callbacks = [recorder] }));
        Assert.StartsWith("Precision BFloat16 needs an encoder whose layers all compute with it, but one fails: ", error.Message);
        Assert.AreEqual("Precision", error.ParamName);
        Assert.IsEmpty(recorder.Calls);
        var ml = new MLContext(1);
        using var auto = Tiny.Fit(ml, Options with { Encoder = encoder, Precision = Precision.Auto });
        Assert.AreEqual(Precision.Float32, auto.History.Precision);
    }

    [TestMethod]
    public void Fit_Auto_ChoosesLogsAndTrainsAsIfThatHadBeenAskedFor()
    {
        var ml = new MLContext(1);
        var log = new LogLines(ml);
        using var auto = Tiny.Fit(ml, Options with { Precision = Precision.Auto });
        Assert.AreNotEqual(Precision.Auto, auto.History.Precision);
        Assert.HasCount(
            1, log.Infos.Where(line => line.Contains($"precision {auto.History.Precision}:", StringComparison.Ordinal)).ToArray());
        CollectionAssert.AreEqual(FinalWeights.Of(Options with { Precision = auto.History.Precision }), FinalWeights.Of(auto));
    }

    [TestMethod]
    public void Options_UnknownPrecision_IsRefused() =>
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new SimClrOptions { Precision = (Precision)7 });

    private static Network CreateNetwork() =>
        Network.Create(Conv, [1, 6, 6], new ProjectionHead { HiddenDimensions = [8], OutputDimension = 4 }, seed: 1, CPU);

    private static Tensor Gradient(Network network, Tensor rows)
    {
        network.ZeroGradients();
        network.Project(rows).square().sum().backward();
        return cat([.. network.TrainedParameters.Select(parameter => parameter.grad!.flatten().clone())]);
    }

    private sealed class Flat : nn.Module<Tensor, Tensor>
    {
        private readonly nn.Module<Tensor, Tensor> _linear;
        private readonly Func<Tensor, Tensor> _last;

        public Flat(long width, Func<Tensor, Tensor> last)
            : base(nameof(Flat))
        {
            (_linear, _last) = (nn.Linear(width, 4), last);
            RegisterComponents();
        }

        public override Tensor forward(Tensor input) => _last(_linear.call(input.flatten(1)));
    }
}
