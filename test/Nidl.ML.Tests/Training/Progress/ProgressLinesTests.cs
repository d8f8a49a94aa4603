using Microsoft.ML;
using Microsoft.ML.Runtime;
using static TorchSharp.torch;

namespace Nidl.ML.Tests.Training;

[TestClass]
public sealed class ProgressLinesTests
{
    private const int Rows = 160; // 20 batches of 8

    [TestMethod]
    [DataRow(1, 10)]
    [DataRow(4, 8)]
    [DataRow(7, 7)]
    [DataRow(10, 10)]
    [DataRow(60, 60)]
    public void Fit_LongEpoch_WritesALineAtLeastEveryTenSeconds(double secondsPerStep, double expectedPause)
    {
        var lines = Fit(Tiny.Options with { NumberOfEpochs = 1 }, secondsPerStep);
        var times = lines.Select(line => line.Seconds).Prepend(0).ToArray();
        var longest = times.Zip(times.Skip(1), (before, after) => after - before).Max();
        Assert.AreEqual(expectedPause, longest, 1e-9);
    }

    [TestMethod]
    public void Fit_LongEpoch_LinesSayWhereItStands()
    {
        var recorder = new StepRecorder();
        var lines = Fit(Tiny.Options with { Callbacks = [recorder] }, secondsPerStep: 4);
        string Line(int epoch, int batch, int step, string left) => FormattableString.Invariant(
            $"epoch {epoch}/2  batch {batch}/20  loss {recorder.Losses[(step - batch)..step].Average():F4}  ")
            + FormattableString.Invariant($"learning rate {recorder.LearningRates[step - 1]:G4}  2 rows/s  {left} left");
        Assert.AreEqual((Line(1, 2, step: 2, "0:02:32"), 8.0), lines[0]);
        CollectionAssert.Contains(lines, (Line(2, 18, step: 38, "0:00:08"), 152.0));
    }

    [TestMethod]
    public void Fit_ShortEpochs_WriteTheirOwnLinesAlone()
    {
        var lines = Fit(Tiny.Options with { NumberOfEpochs = 3 }, secondsPerStep: 0.25);
        Assert.HasCount(3, lines);
        Assert.IsTrue(lines.All(line => !line.Text.Contains("batch", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void Fit_LongValidation_WritesLinesToo()
    {
        // Two passes a batch, one of each view.
        var clock = new TestClock();
        var encoder = CustomEncoder.Register($"slow {Guid.NewGuid()}", shape => new SlowInValidation(shape.Size, clock, secondsPerPass: 2));
        var lines = Fit(Tiny.Options with { NumberOfEpochs = 1, Encoder = encoder, ValidationFraction = 0.5 }, secondsPerStep: 0, clock);
        string[] expected = [.. new[] { 2, 4, 6, 8, 10 }.Select(batch => $"epoch 1/1  validation batch {batch}/10")];
        CollectionAssert.AreEqual(expected, lines.Select(line => line.Text).SkipLast(1).ToArray());
    }

    [TestMethod]
    [DataRow(1000, 20, "epoch 1/1 ", "0:03:48 left")]
    [DataRow(1000, null, "epoch 1/1000 ", "2 d 18:39:48 left")]
    [DataRow(int.MaxValue, null, "epoch 1/2147483647 ", "5965232 d 8:27:48 left")]
    public void Fit_TimeLeft_IsThatOfTheWholeRun(int epochs, int? maximumSteps, string start, string end)
    {
        using var source = new CancellationTokenSource();
        var options = Tiny.Options with
        {
            NumberOfEpochs = epochs, MaximumSteps = maximumSteps, CancellationToken = source.Token,
            Callbacks = [new StepRecorder { AtStepEnd = _ => source.Cancel() }],
        };
        var lines = Fit(options, secondsPerStep: 12);
        Assert.StartsWith(start, lines.Single().Text);
        Assert.EndsWith(end, lines.Single().Text);
    }

    [TestMethod]
    public void Fit_AnyNumberOfEpochs_TimeLeftDoesNotEndTheTraining()
    {
        var recorder = new StepRecorder { AtEpochEnd = state => state.RequestStop() };
        var options = Tiny.Options with { NumberOfEpochs = int.MaxValue, Callbacks = [recorder] };
        Assert.HasCount(1, Fit(options, secondsPerStep: 0.25));
    }

    /// <summary>
    /// Trains by a clock on which each step takes so long, and gets the lines of progress, each with its time in seconds.
    /// </summary>
    private static List<(string Text, double Seconds)> Fit(SimClrOptions options, double secondsPerStep, TestClock? clock = null)
    {
        var time = clock ?? new TestClock();
        var ml = new MLContext(1);
        var lines = new List<(string, double)>();
        ml.Log += (_, message) =>
        {
            if (message.Kind == ChannelMessageKind.Info && message.RawMessage.StartsWith("epoch ", StringComparison.Ordinal))
                lines.Add((message.RawMessage, time.Seconds));
        };
        var passing = new StepRecorder { AtStepEnd = _ => time.Seconds += secondsPerStep };
        var estimator = ml.SelfSupervised.SimClr("Embedding", "Image", options with { Callbacks = [passing, .. options.Callbacks] });
        estimator.Clock = time;
        try
        {
            estimator.Fit(Images.View(ml, Rows)).Dispose();
        }
        catch (TrainingCanceledException canceled)
        {
            canceled.PartialTransformer.Dispose();
        }
        return lines;
    }

    private sealed class SlowInValidation : nn.Module<Tensor, Tensor>
    {
        private readonly nn.Module<Tensor, Tensor> _linear;
        private readonly TestClock _clock;
        private readonly double _secondsPerPass;

        public SlowInValidation(long size, TestClock clock, double secondsPerPass)
            : base(nameof(SlowInValidation))
        {
            (_clock, _secondsPerPass) = (clock, secondsPerPass);
            _linear = nn.Linear(size, 4);
            RegisterComponents();
        }

        public override Tensor forward(Tensor input)
        {
            if (!training)
                _clock.Seconds += _secondsPerPass;
            return _linear.call(input.flatten(1));
        }
    }
}
