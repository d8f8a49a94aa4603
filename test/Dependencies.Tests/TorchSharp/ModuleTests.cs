using System.Runtime.InteropServices;
using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace Dependencies.Tests.Torch;

[TestClass]
public sealed class ModuleTests
{
    [TestMethod]
    public void ComponentsCarryTheNamesOfTheFieldsThatTheMostDerivedTypeSees()
    {
        using var module = new Derived();
        CollectionAssert.AreEquivalent(
            new[] { "own.weight", "own.bias", "<Property>k__BackingField.weight", "<Property>k__BackingField.bias", "renamed.weight", "scale", "cached", "visible.weight" },
            module.state_dict().Keys);
        CollectionAssert.AreEquivalent(new[] { "cached" }, module.named_buffers().Select(buffer => buffer.name).ToArray());
        CollectionAssert.AreEquivalent(new[] { "own", "<Property>k__BackingField", "renamed", "visible" }, module.named_children().Select(child => child.name).ToArray());
    }

    [TestMethod]
    public void StateKeysOfLayers()
    {
        using var net = nn.Sequential(("0", nn.Conv2d(3, 4, 3)), ("norm", nn.BatchNorm2d(4)), ("last", nn.Sequential(nn.Linear(4, 2, hasBias: false), nn.LayerNorm(2))));
        CollectionAssert.AreEquivalent(
            new[] { "0.weight", "0.bias", "norm.weight", "norm.bias", "norm.running_mean", "norm.running_var", "norm.num_batches_tracked", "last.0.weight", "last.1.weight", "last.1.bias" },
            net.state_dict().Keys);
        CollectionAssert.AreEqual(new long[] { 4, 3, 3, 3 }, net.state_dict()["0.weight"].shape);
    }

    [TestMethod]
    public void AModuleListNumbersItsModules()
    {
        using var module = new Listed();
        CollectionAssert.AreEquivalent(new[] { "items.0.weight", "items.0.bias", "items.1.weight", "items.1.bias" }, module.state_dict().Keys);
    }

    [TestMethod]
    public void SaveAndLoadGiveTheSameOutputs()
    {
        using var source = Net();
        source.forward(randn(8, 3));
        source.eval();
        using var file = new MemoryStream();
        var writer = new BinaryWriter(file);
        source.save(writer);
        writer.Flush();
        file.Position = 0;
        using var target = Net();
        target.load(new BinaryReader(file));
        target.eval();
        var x = randn(5, 3);
        Near.Same(source.forward(x), target.forward(x));
        Assert.AreEqual(1L, target.state_dict()["norm.num_batches_tracked"].ToInt64());
    }

    [TestMethod]
    public void TheFileIsCountThenNameTypeShapeAndBytes()
    {
        using var module = nn.Linear(2, 1, hasBias: false);
        using (no_grad()) module.weight!.copy_(tensor(new[] { 1.5f, -2f }).reshape(1, 2));
        using var file = new MemoryStream();
        var writer = new BinaryWriter(file);
        module.save(writer);
        writer.Flush();
        byte[] expected = [1, 6, .. "weight"u8, 6, 2, 1, 2, .. BitConverter.GetBytes(1.5f), .. BitConverter.GetBytes(-2f)];
        CollectionAssert.AreEqual(expected, file.ToArray());
    }

    [TestMethod]
    public void LoadingAnotherStateIsRefused()
    {
        using var module = Net();
        var state = module.state_dict();
        state.Remove("out.bias");
        Assert.ThrowsExactly<InvalidOperationException>(() => module.load_state_dict(state));
        var (missing, unexpected) = module.load_state_dict(state, strict: false);
        CollectionAssert.AreEqual(new[] { "out.bias" }, missing.ToArray());
        Assert.IsEmpty(unexpected);
    }

    [TestMethod]
    public void ToAnotherTypeConvertsParametersAndBuffers()
    {
        using var module = Net();
        module.to(float64);
        Assert.IsTrue(module.parameters().All(parameter => parameter.dtype == float64 && parameter.requires_grad && parameter.is_leaf));
        Assert.AreEqual(float64, module.state_dict()["norm.running_mean"].dtype);
        Assert.AreEqual(float64, module.state_dict()["norm.num_batches_tracked"].dtype);
        Assert.AreEqual(float64, module.forward(randn(4, 3, float64)).dtype);
        Assert.ThrowsExactly<ArgumentException>(() => module.to(int32));
    }

    [TestMethod]
    public void ToAnotherTypeReplacesAndDisposesAModulesOwnParameters()
    {
        using var module = new Derived();
        var (own, layer) = (module.get_parameter("scale")!, module.get_parameter("own.weight")!);
        module.to(float64);
        Assert.IsTrue(own.IsInvalid);
        Assert.IsFalse(module.get_parameter("scale")!.IsInvalid);
        Assert.IsFalse(layer.IsInvalid);
        Assert.AreEqual(float64, layer.dtype);
        Assert.ThrowsExactly<ExternalException>(() => module.forward(torch.ones([3, 2], float64)), "the base's private layer was converted");
    }

    [TestMethod]
    public void AnUnchangedTypeReplacesNothing()
    {
        using var module = new Derived();
        var before = module.parameters().ToList();
        module.to(float32).to(CPU);
        CollectionAssert.AreEqual(before, module.parameters().ToList());
    }

    [TestMethod]
    public void BatchNormTracksAndThenUsesItsStatistics()
    {
        using var norm = nn.BatchNorm1d(2, momentum: 0.25);
        var x = randn(50, 2) * 3 + 1;
        norm.forward(x);
        Near.Equal(0.25 * x.mean([0L]), norm.state_dict()["running_mean"], 1e-5);
        Near.Equal(0.75 + 0.25 * x.var(0L), norm.state_dict()["running_var"], 1e-5);
        norm.eval();
        var state = norm.state_dict();
        Near.Equal((x - state["running_mean"]) / (state["running_var"] + 1e-5).sqrt(), norm.forward(x), 1e-5);
        Assert.AreEqual(1L, state["num_batches_tracked"].ToInt64());
    }

    [TestMethod]
    public void DropoutIsOnlyActiveInTraining()
    {
        using var dropout = nn.Dropout(0.5);
        var x = torch.ones(1000);
        Near.Equal(2000, (dropout.forward(x).eq(0).sum() + dropout.forward(x).eq(2).sum()).ToDouble() + dropout.forward(x).numel(), 0.2);
        dropout.eval();
        Near.Same(x, dropout.forward(x));
    }

    [TestMethod]
    public void InPlaceActivationsGiveAHandleOfTheirOwn()
    {
        using var net = nn.Sequential(nn.ReLU(inplace: true), nn.LeakyReLU(0.1, inplace: true), nn.Dropout(0.0, inplace: true), nn.Identity());
        var x = tensor(new[] { -1f, 2f });
        var y = net.forward(x);
        Assert.AreNotSame(x, y);
        CollectionAssert.AreEqual(new[] { 0f, 2f }, y.data<float>().ToArray());
        CollectionAssert.AreEqual(new[] { 0f, 2f }, x.data<float>().ToArray());
    }

    [TestMethod]
    public void HooksRunAroundCallButNotForward()
    {
        using var module = nn.Linear(2, 2);
        int calls = 0;
        var hook = module.register_forward_hook((_, _, output) => { calls++; return output; });
        module.forward(torch.ones(1, 2));
        module.call(torch.ones(1, 2));
        hook.remove();
        module.call(torch.ones(1, 2));
        Assert.AreEqual(1, calls);
    }

    [TestMethod]
    public void ALinearLayerTakesAsManyWeightsAsItSays()
    {
        using var module = nn.Linear(5, 3);
        var x = randn(4, 5);
        Near.Equal(x.mm(module.weight!.t()) + module.bias!, module.forward(x));
        double bound = 1 / Math.Sqrt(5);
        Assert.IsTrue(module.weight!.abs().max().ToDouble() <= bound);
        Assert.IsTrue(module.bias!.abs().max().ToDouble() <= bound);
    }

    [TestMethod]
    public void DisposingAModuleDisposesItsParametersAndChildren()
    {
        var module = Net();
        var parameters = module.parameters().ToList();
        module.Dispose();
        Assert.IsTrue(parameters.All(parameter => parameter.IsInvalid));
    }

    private static Sequential Net() => nn.Sequential(("in", nn.Linear(3, 6)), ("norm", nn.BatchNorm1d(6)), ("act", nn.GELU()), ("out", nn.Linear(6, 2)));

    // Fields are written as a module's author would: without the underscore, since they name the state.
    private abstract class Base : nn.Module<Tensor, Tensor>
    {
        private readonly Linear hidden = nn.Linear(2, 2);
        protected readonly Linear visible = nn.Linear(2, 2, hasBias: false);

        protected Base(string name) : base(name) { }

        public override Tensor forward(Tensor input) => hidden.forward(visible.forward(input));
    }

    private sealed class Derived : Base
    {
        private readonly Linear own = nn.Linear(2, 2);
        [ComponentName(Name = "renamed")]
        private readonly Linear plain = nn.Linear(2, 2, hasBias: false);
        private readonly Parameter scale = nn.Parameter(torch.ones(1));
        private readonly Tensor cached = torch.zeros(1);

        internal Derived() : base(nameof(Derived)) => RegisterComponents();

        private Linear Property { get; } = nn.Linear(2, 2);

        public override Tensor forward(Tensor input) => Property.forward(own.forward(plain.forward(base.forward(input)))) * scale + cached;
    }

    private sealed class Listed : nn.Module<Tensor, Tensor>
    {
        private readonly ModuleList<nn.Module<Tensor, Tensor>> items = nn.ModuleList<nn.Module<Tensor, Tensor>>(nn.Linear(2, 2), nn.Linear(2, 1));

        internal Listed() : base(nameof(Listed)) => RegisterComponents();

        public override Tensor forward(Tensor input) => items.Aggregate(input, (x, layer) => layer.call(x));
    }
}
