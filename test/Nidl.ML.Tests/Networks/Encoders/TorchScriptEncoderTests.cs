using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Tests.Encoders;

[TestClass]
public sealed class TorchScriptEncoderTests
{
    [TestMethod]
    public void Forward_Always_IsTheClosedForm()
    {
        using var scope = NewDisposeScope();
        using var module = TorchScripts.Tanh.CreateModule([1, 6, 6]);
        var rows = rand(3, 1, 6, 6);
        var (x, y) = (rows.Values(), module.call(rows).Values());
        for (var i = 0; i < y.Length; i++)
            Assert.AreEqual(
                Math.Tanh(Ramp(i % 4, 0.29) + Enumerable.Range(0, 36).Sum(j => Ramp(i % 4 * 36 + j, 0.37) * x[i / 4 * 36 + j])), y[i], 1e-6,
                $"at {i}");
    }

    [TestMethod]
    public void Backward_IsTheClosedForm_AndTheSameBitsInEveryPass()
    {
        using var scope = NewDisposeScope();
        using var module = TorchScripts.Tanh.CreateModule([36]);
        var rows = rand(3, 36);
        var gradients = Enumerable.Range(0, 4).Select(_ => Gradient(module, "weight", rows)).ToArray();
        var y = module.call(rows);
        var expected = (1 - y * y).t().mm(rows).Values(); // (4, 36)
        foreach (var gradient in gradients)
        {
            ModuleStates.AssertClose(expected, gradient, 1e-5);
            CollectionAssert.AreEqual(gradients[0], gradient);
        }
    }

    [TestMethod]
    public void Backward_ThroughBatchStatistics_GivesTheSameBitsInEveryPass()
    {
        using var scope = NewDisposeScope();
        using var module = TorchScripts.BatchNorm.CreateModule([36]);
        var rows = rand(5, 36);
        var first = Gradient(module, "hidden.weight", rows);
        for (var i = 0; i < 3; i++)
            CollectionAssert.AreEqual(first, Gradient(module, "hidden.weight", rows));
    }

    [TestMethod]
    public void CreateModule_IsInTrainingMode_WithTheNamesOfPython()
    {
        using var module = TorchScripts.BatchNorm.CreateModule([36]);
        Assert.IsTrue(module.training);
        CollectionAssert.AreEqual(
            new[]
            {
                "hidden.weight", "hidden.bias", "norm.weight", "norm.bias", "output.weight", "output.bias", "norm.running_mean",
                "norm.running_var", "norm.num_batches_tracked",
            },
            module.StateNames());
        Assert.AreEqual(36 * 8 + 8 + 8 + 8 + 8 * 4 + 4, module.ParameterCount());
    }

    [TestMethod]
    public void CreateModule_Always_LeavesTheBatchStatisticsOfTheFile()
    {
        using var scope = NewDisposeScope();
        using var module = TorchScripts.BatchNorm.CreateModule([36]);
        CollectionAssert.AreEqual(new double[8], module.state_dict()["norm.running_mean"].Values());
        CollectionAssert.AreEqual(new double[1], module.state_dict()["norm.num_batches_tracked"].Values());
    }

    [TestMethod]
    public void Training_MovesBatchStatistics_AlsoThoseThatTheProgramReplaces()
    {
        using var scope = NewDisposeScope();
        using var module = TorchScripts.BatchNorm.CreateModule([36]);
        for (var i = 0; i < 3; i++)
            module.call(rand(5, 36));
        var state = module.state_dict();
        CollectionAssert.AreEqual(new double[] { 3 }, state["norm.num_batches_tracked"].Values());
        Assert.AreNotEqual(0, state["norm.running_mean"].Values().Sum(Math.Abs));
        state["norm.num_batches_tracked"].fill_(7);
        module.call(rand(5, 36));
        CollectionAssert.AreEqual(new double[] { 8 }, module.state_dict()["norm.num_batches_tracked"].Values());
    }

    [TestMethod]
    public void Evaluation_Always_TakesTheRunningStatistics()
    {
        using var scope = NewDisposeScope();
        using var module = TorchScripts.BatchNorm.CreateModule([36]);
        module.Scramble(seed: 3);
        module.eval();
        var rows = rand(5, 36);
        var state = module.state_dict();
        var before = state["norm.running_var"].Values();
        var hidden = rows.mm(state["hidden.weight"].t()) + state["hidden.bias"]; // (5, 8)
        var h = (hidden - state["norm.running_mean"]) / (state["norm.running_var"] + 1e-5)
            .sqrt() * state["norm.weight"] + state["norm.bias"];
        var gelu = h * 0.5 * ((h / Math.Sqrt(2)).erf() + 1);
        var expected = (gelu * h.sigmoid()).mm(state["output.weight"].t()) + state["output.bias"]; // (5, 4)
        ModuleStates.AssertClose(expected.Values(), module.call(rows).Values(), 1e-5);
        CollectionAssert.AreEqual(before, module.state_dict()["norm.running_var"].Values());
    }

    [TestMethod]
    public void Frozen_StaysInEvaluationMode_WithoutGradients()
    {
        using var scope = NewDisposeScope();
        using var module = (TorchScripts.BatchNorm with { Frozen = true }).CreateModule([36]);
        module.train();
        Assert.IsFalse(module.training);
        Assert.IsFalse(module.parameters().Any(parameter => parameter.requires_grad));
        var rows = rand(5, 36);
        var embeddings = module.call(rows);
        Assert.IsFalse(embeddings.requires_grad);
        ModuleStates.AssertClose(embeddings.narrow(0, 1, 1).Values(), module.call(rows.narrow(0, 1, 1)).Values(), 1e-6);
        CollectionAssert.AreEqual(new double[8], module.state_dict()["norm.running_mean"].Values());
    }

    [TestMethod]
    public void GetEmbeddingDimension_Always_IsFoundByATrialForward()
    {
        Assert.AreEqual(4, TorchScripts.Tanh.GetEmbeddingDimension([1, 6, 6]));
        Assert.AreEqual(4, TorchScripts.BatchNorm.GetEmbeddingDimension([36]));
        Assert.AreEqual(7, (TorchScripts.Shift with { Frozen = true }).GetEmbeddingDimension([7]));
    }

    [TestMethod]
    public void CheckInputShape_NetworkFails_SaysWhyInOneLine()
    {
        var error = Assert.ThrowsExactly<ArgumentException>(() => TorchScripts.Tanh.CheckInputShape([35]));
        Assert.AreEqual("inputShape", error.ParamName);
        Assert.StartsWith("The encoder 'tanh.pt' must encode rows of shape (35), but failed on zeros: ", error.Message);
        Assert.Contains("2x35 and 36x4", error.Message);
        Assert.DoesNotContain("\n", error.Message);
        TorchScripts.Tanh.CheckInputShape([36]);
    }

    [TestMethod]
    public void CheckInputShape_OutputOfAnotherRank_IsRefused() => Error.Is<InvalidOperationException>(
        "The encoder 'shift.pt' must map (2, ...(1, 6, 6)) to (2, embedding dimension) in Float32, but gave (2, 1, 6, 6) in Float32.",
        () => (TorchScripts.Shift with { Frozen = true }).CheckInputShape([1, 6, 6]));

    [TestMethod]
    public void CreateModule_NoWeightTakesGradients_IsRefusedUnlessFrozen() => Error.Is<InvalidOperationException>(
        "The encoder 'shift.pt' needs a weight that takes gradients to be trained on, but its file has none: set Frozen = true, "
        + "or export it with weights that do.",
        () => TorchScripts.Shift.CreateModule([7]));

    [TestMethod]
    public void To_AnotherType_MovesNetworkAndHandles()
    {
        using var scope = NewDisposeScope();
        using var module = TorchScripts.BatchNorm.CreateModule([36]);
        var weights = module.parameters().ToArray();
        module.to(CPU).to(ScalarType.Float64).eval();
        Assert.IsTrue(weights.Concat(module.buffers()).All(tensor => tensor.dtype == ScalarType.Float64));
        Assert.IsTrue(weights.Zip(module.parameters()).All(pair => ReferenceEquals(pair.First, pair.Second)));
        Assert.AreEqual(ScalarType.Float64, module.call(rand(2, 36, ScalarType.Float64)).dtype);
        module.to(CPU, ScalarType.Float32);
        Assert.AreEqual(ScalarType.Float32, module.call(rand(2, 36)).dtype);
        Assert.IsTrue(weights.All(tensor => tensor.dtype == ScalarType.Float32));
    }

    [TestMethod]
    public void ZeroGradients_Always_LeavesNone()
    {
        using var scope = NewDisposeScope();
        using var module = TorchScripts.Tanh.CreateModule([36]);
        module.call(rand(2, 36)).sum().backward();
        Assert.IsNotNull(module.parameters().First().grad);
        module.zero_grad();
        Assert.IsTrue(module.parameters().All(parameter => parameter.grad is null));
    }

    [TestMethod]
    [DoNotParallelize]
    public void Dropout_InTraining_DrawsFromThePass_AndLeavesTheProcessWideGenerator()
    {
        using var scope = NewDisposeScope();
        using var objective = new SimClrObjective(Tiny.Options);
        using var network = Network.Create(TorchScripts.Dropout, [36], objective.ProjectionHead, seed: 1, CPU);
        var rows = ones(5, 36);
        double[] Pass(long key)
        {
            using var source = new RandomSource(CPU, key);
            using var use = LayerRandomness.Use(source);
            double[] views = [.. network.Project(rows).Values(), .. network.Project(rows).Values()];
            CollectionAssert.AreNotEqual(views[..20], views[20..]);
            return views;
        }
        using var generator = Generator.Default;
        var before = generator.get_state().Values();
        var first = Pass(1);
        CollectionAssert.AreEqual(first, Pass(1));
        CollectionAssert.AreNotEqual(first, Pass(2));
        CollectionAssert.AreEqual(before, generator.get_state().Values());
    }

    [TestMethod]
    public void Dispose_Twice_ReleasesTheWeightsOnce()
    {
        using var scope = NewDisposeScope();
        var module = TorchScripts.BatchNorm.CreateModule([36]);
        var weights = module.parameters().ToArray();
        Assert.HasCount(3, EncoderStages.Of(module));
        module.Dispose();
        module.Dispose();
        Assert.IsTrue(weights.All(weight => weight.IsInvalid));
    }

    [TestMethod]
    public void Summary_Always_ListsTheNetworkAsOne() => Assert.AreEqual(
        """
        layer      type               output        parameters
        (input)                       (N, 1, 6, 6)
        (encoder)  TorchScriptModule  (N, 4)               348
        (total)                       (N, 4)               348

        """.ReplaceLineEndings("\n"),
        TorchScripts.BatchNorm.Summary([1, 6, 6]));

    private static double[] Gradient(nn.Module<Tensor, Tensor> module, string name, Tensor rows)
    {
        module.zero_grad();
        module.call(rows).sum().backward();
        return module.named_parameters().Single(entry => entry.name == name).parameter.grad!.Values();
    }

    private static double Ramp(int i, double step) => (float)(i * step % 1 - 0.5);
}
