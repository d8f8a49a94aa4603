using Nidl.ML.Tests;
using static TorchSharp.torch;

namespace Nidl.ML.Losses.Tests;

[TestClass]
[TestCategory(TestDevice.Category)]
public sealed class LossDeviceTests
{
    public static IEnumerable<object[]> Names => EveryLoss.NameRows;

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Loss_OnTheDevice_IsThatOfTheCpu(string name)
    {
        using var scope = NewDisposeScope();
        var (z1, z2) = (Values.RandomTensor(12, 5, 1), Values.RandomTensor(12, 5, 2));
        var onCpu = LossAndGradients.Of(EveryLoss.Named(name), z1, z2);
        var onDevice = LossAndGradients.Of(EveryLoss.Named(name), z1.to(TestDevice.Device), z2.to(TestDevice.Device));
        Near.Assert([onCpu.Value], [onDevice.Value], 1e-9, "loss");
        Near.Assert(onCpu.Gradients, onDevice.Gradients, 1e-9, "gradients");
    }

    [TestMethod]
    public void Loss_OnTheDevice_StaysThere()
    {
        using var scope = NewDisposeScope();
        var z = Values.RandomTensor(4, 3, 1).to(TestDevice.Device).requires_grad_();
        var loss = new InfoNceLoss().call(z, z);
        loss.backward();
        Assert.AreEqual(TestDevice.Device.type, loss.device_type);
        Assert.AreEqual(TestDevice.Device.type, z.grad!.device_type);
    }
}
