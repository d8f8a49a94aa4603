using System.Diagnostics;
using static TorchSharp.torch;

namespace Nidl.ML.Tests.Streaming;

/// <summary>What goes wrong while rows stream arrives on the training thread, and leaves neither a thread nor a cursor behind.</summary>
[TestClass]
public sealed class StreamingFaultTests
{
    [TestMethod]
    public void Read_ExceptionAtARow_SurfacesWithTheRow()
    {
        var view = new GeneratedView(100, 2) { AtRow = row => ThrowAt(row, 60) };
        var batches = Streams.Open(view);
        var error = Error.Is<RowReadException>(
            "Column 'Features' could not be read in row 60: the disk is gone", () => Streams.Epoch(batches, 0));
        Assert.IsInstanceOfType<IOException>(error.InnerException);
        batches.Dispose();
        AssertNothingIsLeft(view);
    }

    [TestMethod]
    public void Read_ExceptionAtARow_ComesAfterTheBatchesBefore()
    {
        using var scope = NewDisposeScope();
        var view = new GeneratedView(100, 2) { AtRow = row => ThrowAt(row, 60) };
        using var sound = Streams.Open(new GeneratedView(100, 2));
        using var batches = Streams.Open(view);
        var order = Streams.Epoch(sound, 0);
        batches.BeginEpoch(0, 0);
        // 60 rows were read, of which the pool holds 20.
        for (var i = 0; i < 5; i++)
            CollectionAssert.AreEqual(order[(8 * i)..(8 * i + 8)], Streams.Numbers(batches.Read(i)));
        Assert.ThrowsExactly<RowReadException>(() => batches.Read(5));
    }

    [TestMethod]
    public void Read_ValueThatIsNotFinite_SurfacesWithTheRow()
    {
        var view = new VectorView(
            [.. Enumerable.Range(0, 100).Select(row => new Microsoft.ML.Data.VBuffer<float>(2, [row, row == 7 ? float.NaN : 1]))]);
        var error = Assert.ThrowsExactly<InvalidOperationException>(
            () => Tiny.FitVectors(view, Tiny.Options with { MemoryBudgetBytes = 700, BatchSize = 4 }));
        StringAssert.Contains(error.Message, "Column 'Features' must have finite values, but row 7 has NaN at index 1");
        Assert.AreEqual(0, view.OpenCursors);
    }

    [TestMethod]
    [DataRow(90, 100, "The view counted 100 rows, but ended after 90.")]
    [DataRow(101, 100, "The view counted 100 rows, but has 101.")]
    public void Read_OtherCountThanClaimed_Surfaces(int rows, int claimed, string message)
    {
        var view = new GeneratedView(rows, 2) { ClaimedRows = claimed };
        var columns = new TrainingColumns(new FeatureColumn("Features", [2]), null, null);
        var batches = StreamingBatches.Open(view, columns, new BatchPlan(claimed, 8, false), 3000, new(CPU, 1, 10, default));
        Error.Is<InvalidOperationException>(message, () => Streams.Epoch(batches, 0));
        batches.Dispose();
        AssertNothingIsLeft(view);
    }

    [TestMethod]
    public void Fit_UnknownCount_StreamsAllRows()
    {
        var view = new GeneratedView(100, 4);
        using var transformer = Fit(view, Options with { NumberOfEpochs = 3 });
        Assert.AreEqual(300L, view.FeatureReads);
        AssertNothingIsLeft(view);
    }

    [TestMethod]
    public void Read_FaultInTheNextEpoch_DoesNotDisturbThisOne()
    {
        var reads = 0;
        var view = new GeneratedView(100, 2) { AtRow = row => ThrowAt(Interlocked.Increment(ref reads) - 1, 130) };
        using var batches = Streams.Open(view);
        Assert.HasCount(100, Streams.Epoch(batches, 0));
        Error.Is<RowReadException>("Column 'Features' could not be read in row 30: the disk is gone", () => Streams.Epoch(batches, 1));
    }

    [TestMethod]
    public void Fit_SlowSourceCanceled_EndsWithinARow()
    {
        using var source = new CancellationTokenSource();
        var view = new GeneratedView(100, 4)
        {
            AtRow = row =>
            {
                if (row == 30)
                    source.Cancel();
                Thread.Sleep(row < 30 ? 0 : 300);
            },
        };
        var watch = Stopwatch.StartNew();
        var error = Assert.ThrowsExactly<TrainingCanceledException>(() => Fit(view, Options with { CancellationToken = source.Token }));
        error.PartialTransformer.Dispose();
        Assert.IsLessThan(5.0, watch.Elapsed.TotalSeconds);
        AssertNothingIsLeft(view);
    }

    [TestMethod]
    public void Dispose_InTheMiddle_EndsTheThread()
    {
        using var scope = NewDisposeScope();
        var view = new GeneratedView(1000, 2);
        var batches = Streams.Open(view);
        batches.BeginEpoch(0, 0);
        batches.Read(0);
        batches.Dispose();
        AssertNothingIsLeft(view);
    }

    [TestMethod]
    public void Dispose_BeforeTheFirstBatch_EndsTheThread()
    {
        var view = new GeneratedView(1000, 2);
        var batches = Streams.Open(view);
        batches.BeginEpoch(0, 0);
        batches.Dispose();
        AssertNothingIsLeft(view);
    }

    [TestMethod]
    public void Fit_TrainingThrows_EndsTheThread()
    {
        var view = new GeneratedView(1000, 4);
        var recorder = new StepRecorder { AtStepEnd = _ => throw new NotSupportedException("enough") };
        Error.Is<NotSupportedException>("enough", () => Fit(view, Options with { Callbacks = [recorder] }));
        AssertNothingIsLeft(view);
    }

    [TestMethod]
    public void Fit_RowThatFails_SurfacesOnceAndEndsTheThread()
    {
        var view = new GeneratedView(1000, 4) { AtRow = row => ThrowAt(row, 500) };
        Error.Is<RowReadException>("Column 'Features' could not be read in row 500: the disk is gone", () => Fit(view, Options));
        AssertNothingIsLeft(view);
    }

    private static SimClrOptions Options => Tiny.Options with { MemoryBudgetBytes = 100 * 4 * sizeof(float) - 1 };

    private static EmbeddingTransformer Fit(GeneratedView view, SimClrOptions options) => Tiny.FitVectors(view, options);

    private static void ThrowAt(long row, long bad)
    {
        if (row == bad)
            throw new IOException("the disk is gone");
    }

    private static void AssertNothingIsLeft(GeneratedView view)
    {
        Assert.AreEqual(0, view.OpenCursors);
        var others = view.Threads.Where(thread => thread != Thread.CurrentThread).ToArray();
        Assert.IsNotEmpty(others, "nothing was read in the background");
        Assert.IsTrue(others.All(thread => !thread.IsAlive));
    }
}
