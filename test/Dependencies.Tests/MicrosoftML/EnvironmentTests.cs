using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace Dependencies.Tests.MicrosoftML;

[TestClass]
public sealed class EnvironmentTests
{
    [TestMethod]
    public void Log_CarriesKindSourceAndText()
    {
        var ml = new MLContext(seed: 1);
        var messages = new List<LoggingEventArgs>();
        ml.Log += (_, message) => messages.Add(message);
        using (var channel = ((IHostEnvironment)ml).Register("Component").Start("Work"))
        {
            channel.Info(MessageSensitivity.None, "plain {0}");
            channel.Warning(MessageSensitivity.None, "value {0}", 5);
        }

        Assert.AreEqual("plain {0}", messages.Single(m => m.Kind == ChannelMessageKind.Info).RawMessage);
        var warning = messages.Single(m => m.Kind == ChannelMessageKind.Warning);
        Assert.AreEqual("value 5", warning.RawMessage);
        StringAssert.Contains(warning.Source, "Component");
        StringAssert.Contains(warning.Message, "Kind=Warning");
    }

    [TestMethod]
    public void Rand_FollowsTheSeed_AndDiffersFromHostToHost()
    {
        Assert.AreEqual(Draws(1), Draws(1));
        Assert.AreNotEqual(Draws(1), Draws(2));
        var ml = new MLContext(seed: 1);
        IHostEnvironment environment = ml;
        Assert.AreNotEqual(environment.Register("a").Rand.Next(), environment.Register("a").Rand.Next());
    }

    [TestMethod]
    public void Device_IsTheContexts()
    {
        var ml = new MLContext();
        Assert.IsNull(ml.GpuDeviceId);
        Assert.IsFalse(ml.FallbackToCpu);
        ml.GpuDeviceId = 1;
        ml.FallbackToCpu = true;
        Assert.AreEqual(1, ml.GpuDeviceId);
        Assert.IsTrue(ml.FallbackToCpu);
    }

    [TestMethod]
    public void Progress_TakesMetricsThenUnits()
    {
        IHostEnvironment environment = new MLContext();
        using var channel = environment.StartProgressChannel("Training");
        var asked = 0;
        channel.SetHeader(new ProgressHeader(["loss"], ["epochs"]), entry =>
        {
            asked++;
            entry.SetProgress(0, 1, 10);
        });
        channel.Checkpoint(0.5, 1);

        Assert.IsGreaterThanOrEqualTo(0, asked);
        Assert.AreEqual("loss", new ProgressHeader(["loss"], ["epochs"]).MetricNames.Single());
        Assert.AreEqual("rows", new ProgressHeader("rows").UnitNames.Single());
    }

    [TestMethod]
    public void Process_ReturnsTheException()
    {
        IHostEnvironment environment = new MLContext();
        var exception = new InvalidOperationException("x");

        Assert.AreSame(exception, environment.Register("Component").Process(exception));
    }

    private static (int First, int Second) Draws(int seed)
    {
        var random = ((IHostEnvironment)new MLContext(seed)).Register("Component").Rand;
        return (random.Next(), random.Next());
    }
}
