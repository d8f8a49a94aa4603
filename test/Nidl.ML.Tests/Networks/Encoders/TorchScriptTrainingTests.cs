using Microsoft.ML;
using Nidl.ML.Tests.Persistence;

namespace Nidl.ML.Tests.Encoders;

[TestClass]
public sealed class TorchScriptTrainingTests
{
    private static readonly SimClrOptions Options = Tiny.Options with { Encoder = TorchScripts.BatchNorm };

    [TestMethod]
    public void Fit_Always_TrainsEveryWeightAndStatistic()
    {
        var fresh = FinalWeights.Of(Options with { NumberOfEpochs = 0 });
        var trained = FinalWeights.Of(Options);
        Assert.HasCount(9, trained);
        Assert.IsEmpty(fresh.Intersect(trained).ToArray());
        CollectionAssert.AreEqual(trained, FinalWeights.Of(Options));
    }

    [TestMethod]
    public void Fit_Frozen_LeavesTheNetworkAsItIsInTheFile()
    {
        var fresh = FinalWeights.Of(Options with { NumberOfEpochs = 0 });
        var frozen = Options with { Encoder = TorchScripts.BatchNorm with { Frozen = true } };
        CollectionAssert.AreEqual(fresh, FinalWeights.Of(frozen));
        CollectionAssert.AreEqual(
            fresh, FinalWeights.Of(frozen with { MicroBatchSize = 2, ValidationFraction = 0.25, KeepBestModel = true }));
    }

    [TestMethod]
    [DataRow(1, "hidden")]
    [DataRow(2, "hidden norm")]
    public void Fit_FrozenStages_KeepTheFirstChildren(int stages, string kept)
    {
        bool IsKept(string entry) => kept.Split(' ').Contains(entry.Split('.')[0]);
        var fresh = FinalWeights.Of(Options with { NumberOfEpochs = 0 });
        var trained = FinalWeights.Of(Options with { FreezeStages = stages });
        CollectionAssert.AreEqual(fresh.Where(IsKept).ToArray(), trained.Where(IsKept).ToArray());
        Assert.IsEmpty(fresh.Where(entry => !IsKept(entry)).Intersect(trained).ToArray());
    }

    [TestMethod]
    public void Fit_MicroBatches_CountsBatchesOnce()
    {
        // 24 rows are 3 steps of 8 in each of 2 epochs; parts of 4, of 2 views.
        var trained = FinalWeights.Of(Options with { MicroBatchSize = 4 });
        CollectionAssert.Contains(trained, $"norm.num_batches_tracked {Convert.ToHexString(BitConverter.GetBytes(3L * 2 * 2 * 2))}");
    }

    [TestMethod]
    public void Fit_ProbingAndValidation_Run()
    {
        var ml = new MLContext(1);
        var probing = new ModelProbing(ml, ml.SelfSupervised.KnnProbe(), Images.View(ml, 24)) { NumberOfFolds = 2 };
        using var transformer = Tiny.Fit(ml, Options with { Callbacks = [probing], ValidationFraction = 0.25 });
        Assert.IsTrue(
            transformer.History.Epochs.All(
                epoch => double.IsFinite(epoch.ValidationLoss!.Value) && epoch.Metrics!.ContainsKey("probe.Accuracy")));
    }

    [TestMethod]
    public void LoadModel_InThisProcessAndAnother_GivesTheSameBits_OnlyIfTheFileWasNamed()
    {
        using var folder = new TemporaryFolder();
        var ml = new MLContext(1);
        var view = Images.View(ml, 24);
        using var model = Tiny.Fit(ml, Options);
        ml.Model.Save(model, view.Schema, folder["model.zip"]);
        using var loaded = (IDisposable)ml.SelfSupervised.LoadModel(folder["model.zip"], out _);
        var expected = Embeddings.Of(model.Transform(view));
        Assert.IsTrue(Embeddings.AreBitEqual(expected, Embeddings.Of(((ITransformer)loaded).Transform(view))));

        var bits = expected.Select(row => string.Join(' ', row.Select(value => BitConverter.SingleToUInt32Bits(value).ToString("x8"))));
        CollectionAssert.AreEqual(
            bits.ToArray(), FreshProcess.Run(folder["model.zip"], "LoadModel", TorchScripts.PathOf("batch-norm.pt"))[1..]);
        Assert.Contains(
            "The encoder 'batch-norm.pt' needs its TorchScript file in this process: call TorchScriptEncoder.FromFile with the file of "
            + $"SHA-256 {TorchScripts.BatchNorm.Sha256}",
            FreshProcess.Fail(folder["model.zip"], "LoadModel"));
    }

    [TestMethod]
    public void LoadModel_Always_HoldsNoProgram()
    {
        using var file = new MemoryStream();
        var ml = new MLContext(1);
        using var model = Tiny.Fit(ml, Options);
        ml.Model.Save(model, null, file);
        foreach (var (_, content) in SavedModel.Unzip(file.ToArray()))
            Assert.AreEqual(-1, content.AsSpan().IndexOf("def forward"u8));
    }

    [TestMethod]
    public void Weights_SavedAndTakenAsInitialWeights_AreTheSame()
    {
        using var folder = new TemporaryFolder();
        using var trained = Tiny.Fit(new MLContext(1), Options);
        trained.SaveWeights(folder["weights.safetensors"]);
        var expected = FinalWeights.Of(trained);
        CollectionAssert.AreEqual(
            expected,
            FinalWeights.Of(
                Options with { NumberOfEpochs = 0, InitialWeights = InitialWeights.FromSafetensors(folder["weights.safetensors"]) }));
        using var untrained = Tiny.Fit(new MLContext(1), Options with { NumberOfEpochs = 0 });
        using var fresh = untrained.WithWeights(folder["weights.safetensors"]);
        CollectionAssert.AreEqual(expected, FinalWeights.Of(fresh));
        Assert.IsTrue(Embeddings.AreBitEqual(Embeddings.OfNewImages(trained), Embeddings.OfNewImages(fresh)));
    }

    [TestMethod]
    public void Transform_SeveralThreads_GiveTheSameValues()
    {
        using var transformer = Tiny.Fit(new MLContext(1), Options);
        var expected = Embeddings.OfNewImages(transformer);
        Parallel.For(
            0, 8, new ParallelOptions { MaxDegreeOfParallelism = 4 },
            _ => Embeddings.AreClose(expected, Embeddings.OfNewImages(transformer)));
    }
}
