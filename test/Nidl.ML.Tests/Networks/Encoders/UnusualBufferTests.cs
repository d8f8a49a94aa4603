using Microsoft.ML;
using Nidl.ML.Tests.Checkpoints;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Nidl.ML.Tests.Encoders;

/// <summary>Networks that hold more than weights and running statistics train, save, load and resume as any other.</summary>
[TestClass]
public sealed class UnusualBufferTests
{
    // The encoder's mask, as its factory makes and registers it.
    private static readonly Dictionary<string, (Func<Tensor> Create, Action<Masked> Register)> Masks = new()
    {
        ["saved, infinite"] = (Infinite, module => module.register_buffer("mask", module.Mask)),
        ["saved, NaN"] = (() => tensor([float.NaN, 0, 0, 0]), module => module.register_buffer("mask", module.Mask)),
        ["saved, of Booleans"] = (() => tensor([true, false, false, false]), module => module.register_buffer("mask", module.Mask)),
        ["not saved"] = (() => tensor([1f, 0, 0, 0]), module => module.register_buffer("mask", module.Mask, persistent: false)),
        ["not saved, infinite"] = (Infinite, module => module.register_buffer("mask", module.Mask, persistent: false)),
        ["not registered"] = (Infinite, _ => { }),
        ["a parameter without a gradient"] = (Infinite, module =>
        {
            var parameter = new Parameter(module.Mask, requires_grad: false);
            module.register_parameter("mask", parameter);
            module.Mask = parameter;
        }),
    };

    public static IEnumerable<string> Kinds => Masks.Keys;

    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public void Fit_NoEpochs_Transforms(string kind)
    {
        using var transformer = Tiny.Fit(new MLContext(1), Options(kind) with { NumberOfEpochs = 0 });
        Assert.IsTrue(Embeddings.OfNewImages(transformer).All(row => row.All(float.IsFinite)));
    }

    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public void Fit_Masked_TrainsAsWithAnyOtherMask(string kind)
    {
        static string[] Trained(string[] weights) => [.. weights.Where(entry => !entry.StartsWith("mask", StringComparison.Ordinal))];
        var expected = FinalWeights.Of(Options("not saved"));
        CollectionAssert.AreNotEqual(FinalWeights.Of(Options("not saved") with { NumberOfEpochs = 0 }), expected);
        CollectionAssert.AreEqual(expected, Trained(FinalWeights.Of(Options(kind))));
        var parts = Options(kind) with { MicroBatchSize = 4, ValidationFraction = 0.25, KeepBestModel = true };
        CollectionAssert.AreEqual(FinalWeights.Of(parts with { Encoder = Encoder("not saved") }), Trained(FinalWeights.Of(parts)));
    }

    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public void Save_Masked_LoadsToTheSameBits(string kind)
    {
        var ml = new MLContext(1);
        using var transformer = Tiny.Fit(ml, Options(kind));
        using var file = new MemoryStream();
        ml.Model.Save(transformer, null, file);
        using var loaded = (EmbeddingTransformer)ml.SelfSupervised.LoadModel(file, out _);
        Assert.IsTrue(Embeddings.AreBitEqual(Embeddings.OfNewImages(transformer), Embeddings.OfNewImages(loaded)));
    }

    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public void Resume_Masked_GoesOnToTheSameWeights(string kind)
    {
        using var folder = new TemporaryFolder();
        var options = Options(kind) with { NumberOfEpochs = 4, Schedule = new ConstantSchedule() };
        Tiny.Fit(new MLContext(1), options with { NumberOfEpochs = 2, Checkpoints = new() { Folder = folder.Path } }).Dispose();
        CollectionAssert.AreEqual(new[] { "step-0000000003.checkpoint", "step-0000000006.checkpoint" }, folder.Names);
        CollectionAssert.AreEqual(FinalWeights.Of(options), FinalWeights.Of(options with { ResumeFrom = folder.Path }));
    }

    [TestMethod]
    public void Fit_RunningStatisticThatBecomesNaN_Fails()
    {
        var encoder = CustomEncoder.Register($"counts to NaN {Guid.NewGuid()}", shape => new Counting(shape.Size, step: float.NaN));
        var options = Tiny.Options with { Encoder = encoder };
        var failure = Assert.ThrowsExactly<TrainingFailedException>(() => Tiny.Fit(new MLContext(1), options));
        Assert.StartsWith("Training needs finite weights, but some are NaN or infinite after step 3 of epoch 1", failure.Message);
    }

    [TestMethod]
    public void Fit_MicroBatches_MoveAStatisticThatIsNotSavedOnceABatch()
    {
        Counting? trained = null;
        var encoder = CustomEncoder.Register($"counts {Guid.NewGuid()}", shape => trained = new Counting(shape.Size, step: 1));
        using var transformer = Tiny.Fit(new MLContext(1), Tiny.Options with { Encoder = encoder, MicroBatchSize = 4 });
        // 24 rows are 3 steps of 8 in each of 2 epochs; parts of 4, of 2 views.
        Assert.AreEqual(3 * 2 * 2 * 2, trained!.Count.ToSingle());
    }

    [TestMethod]
    public void MoveTo_AnotherDevice_TakesBuffersThatAreNotSavedAlong()
    {
        using var mask = new Masked(4, Infinite(), Masks["not saved"].Register);
        using var network = new Holder(nn.Sequential(("first", nn.Linear(4, 4)), ("second", mask)));
        CollectionAssert.AreEqual(new[] { "parts.second.mask" }, ModuleBuffers.Of(network).Select(entry => entry.Name).ToArray());
        ModuleBuffers.MoveTo(network, META);
        Assert.AreEqual(DeviceType.META, mask.Mask.device_type);
        Assert.AreSame(mask.Mask, mask.get_buffer("mask"));
        Assert.DoesNotContain("parts.second.mask", network.StateNames());
        using var output = network.call(zeros(2, 4, device: META));
        Assert.AreEqual(DeviceType.META, output.device_type);
    }

    private static SimClrOptions Options(string kind) => Tiny.Options with { Encoder = Encoder(kind) };

    private static CustomEncoder Encoder(string kind)
    {
        var (create, register) = Masks[kind];
        return CustomEncoder.Register($"masked {kind} {Guid.NewGuid()}", shape => new Masked(shape.Size, create(), register));
    }

    private static Tensor Infinite() => tensor([float.NegativeInfinity, 0, 0, 0]);

    /// <summary>A layer of four values, the first of which is masked: 0 whatever the mask holds there but 0 or false.</summary>
    private sealed class Masked : nn.Module<Tensor, Tensor>
    {
        private readonly nn.Module<Tensor, Tensor> _linear;

        public Masked(long size, Tensor mask, Action<Masked> register)
            : base(nameof(Masked))
        {
            Mask = mask;
            _linear = nn.Linear(size, 4);
            register_module("linear", _linear);
            register(this);
        }

        public Tensor Mask { get; set; }

        public override Tensor forward(Tensor input) => _linear.call(input.flatten(1)).masked_fill(Mask.to(ScalarType.Bool), 0);
    }

    /// <summary>A layer that adds a step to a statistic, which is not saved, at each pass in training.</summary>
    private sealed class Counting : nn.Module<Tensor, Tensor>
    {
        private readonly nn.Module<Tensor, Tensor> _linear;
        private readonly double _step;

        public Counting(long size, double step)
            : base(nameof(Counting))
        {
            _step = step;
            _linear = nn.Linear(size, 4);
            register_module("linear", _linear);
            register_buffer("count", Count, persistent: false);
        }

        public Tensor Count { get; private set; } = zeros(1);

        public override Tensor forward(Tensor input)
        {
            if (training)
                Count.add_(_step);
            return _linear.call(input.flatten(1));
        }
    }

    private sealed class Holder : nn.Module<Tensor, Tensor>
    {
        private readonly nn.Module<Tensor, Tensor> _parts;

        public Holder(nn.Module<Tensor, Tensor> parts)
            : base(nameof(Holder))
        {
            _parts = parts;
            register_module("parts", parts);
        }

        public override Tensor forward(Tensor input) => _parts.call(input);
    }
}
