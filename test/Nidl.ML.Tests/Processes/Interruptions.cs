using System.Diagnostics;
using Microsoft.ML;
using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Tests.Processes;

/// <summary>Trainings of many processes that do not come to their end at once, as programs that every process runs.</summary>
internal static class Interruptions
{
    private const int EpochsOfKill = 40; // of three steps

    /// <summary>One process is canceled: all stop at the same step, and go on from there bit by bit as if nothing had been.</summary>
    public static void Cancel(ProcessGroup group, string folder)
    {
        using var stop = new CancellationTokenSource();
        var (last, steps) = (group.Size - 1, 0);
        var options = Options(group) with { Checkpoints = new() { Folder = folder, EveryEpochs = null }, ResumeFrom = folder,
            CancellationToken = stop.Token };
        var canceled = Require.Throws<TrainingCanceledException>(
            () => Fit(options with { Callbacks = [new StepRecorder { AtStepEnd = state => CancelAt(5, state) }] }),
            "a training of which one process is canceled");
        canceled.PartialTransformer.Dispose();
        Require.Equal(string.Join(' ', Enumerable.Repeat(steps, group.Size)), string.Join(' ', group.Exchange(steps)), "the steps of all");
        Require.Equal(group.Rank == 0, canceled.LastCheckpoint is not null, "that process 0 alone has written a checkpoint");
        Require.Equal(Fit(Options(group)), Fit(options with { CancellationToken = default }), "the weights after a cancel");

        void CancelAt(int step, TrainingState state)
        {
            steps++;
            if (group.Rank == last && state.Step == step)
                stop.Cancel();
        }
    }

    /// <summary>A stop that one process asks for stops all.</summary>
    public static void Stop(ProcessGroup group)
    {
        var recorder = new StepRecorder { AtStepEnd = state => StopAt(4, state) };
        Fit(Options(group) with { Callbacks = [recorder] });
        Require.Equal(4, recorder.Losses.Count, "the steps until one process asks to stop");

        void StopAt(int step, TrainingState state)
        {
            if (group.Rank == group.Size - 1 && state.Step == step)
                state.RequestStop();
        }
    }

    /// <summary>An exception in one process ends the training in all, with its message; the group goes on.</summary>
    public static void Failure(ProcessGroup group)
    {
        var last = group.Size - 1;
        var options = Options(group) with { Callbacks = [new StepRecorder { AtStepEnd = Break }] };
        if (group.Rank == last)
            Require.Equal("it broke", Require.Throws<InvalidDataException>(() => Fit(options), "what breaks").Message, "the message");
        else
            Require.Equal(
                $"Process {last} of {group.Size} failed: it broke",
                Require.Throws<ProcessFailedException>(() => Fit(options), "what another breaks").Message, "the message");
        group.Barrier();

        // Before the first step: one process has other options, or other rows.
        var failure = Require.Throws<InvalidOperationException>(
            () => Fit(Options(group) with { LearningRate = group.Rank == last ? 0.01 : 0.02 }), "a training with other options");
        Require.Equal(
            "Every process must train with the same options, "
            + $"but process {last} has learningRate 0.01 and process 0 has learningRate 0.02.",
            failure.Message, "the message");
        failure = Require.Throws<InvalidOperationException>(
            () => KilledTraining.Fit(new MLContext(1), Options(group), rows: 24 + group.Rank).Dispose(), "a training with other rows");
        const string Rows = "Every process must train with the same rows unless RowsPerProcess is Own, but process 1 has 25 rows ";
        Require.That(failure.Message.StartsWith(Rows, StringComparison.Ordinal), failure.Message);
        group.Barrier();

        void Break(TrainingState state)
        {
            if (group.Rank == last && state.Step == 3)
                throw new InvalidDataException("it broke");
        }
    }

    /// <summary>Trains with checkpoints until it is killed, and tells each process's id and steps in files of the folder.</summary>
    public static void UntilKilled(ProcessGroup group, string folder)
    {
        var progress = Path.Combine(folder, $"process-{group.Rank}.txt");
        File.WriteAllText(progress, $"{Environment.ProcessId}\n");
        Fit(Options(group) with
        {
            Checkpoints = KilledTraining.Checkpoints(folder),
            ResumeFrom = folder,
            NumberOfEpochs = EpochsOfKill,
            Callbacks = [new StepRecorder { AtStepEnd = state => File.AppendAllText(progress, $"{state.Step}\n") }],
        });
    }

    /// <summary>Brings a training that was killed to its end, and compares it with one that never was.</summary>
    public static void AfterKill(ProcessGroup group, string folder)
    {
        var options = Options(group) with { NumberOfEpochs = EpochsOfKill };
        Require.Equal(Fit(options), Fit(options with { ResumeFrom = folder }), "the weights after a kill");
    }

    /// <summary>A thousand steps hold as many tensors as ten, and no more memory.</summary>
    public static void Memory(ProcessGroup group)
    {
        var (tensors, bytes) = (new long[2], new long[2]);
        Fit(Options(group) with { NumberOfEpochs = 400, BatchStatistics = BatchStatistics.AllProcesses,
            Callbacks = [new StepRecorder { AtStepEnd = Look }] });
        Require.Equal(tensors[0], tensors[1], "the number of live tensors");
        const int MostBytes = 16 << 20;
        Require.That(bytes[1] - bytes[0] < MostBytes, $"memory grows by less than {MostBytes} bytes, but it grew by {bytes[1] - bytes[0]}");

        void Look(TrainingState state)
        {
            if (state.Step is not (200 or 1200))
                return;
            var i = state.Step == 200 ? 0 : 1;
            GC.Collect();
            GC.WaitForPendingFinalizers();
            tensors[i] = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
            bytes[i] = Process.GetCurrentProcess().WorkingSet64;
        }
    }

    private static TrainingOptions Options(ProcessGroup group) => KilledTraining.Options with { NumberOfEpochs = 6, Processes = group };

    // The weights' bits.
    private static string Fit(TrainingOptions options)
    {
        using var model = KilledTraining.Fit(new MLContext(1), options);
        var bits = "";
        model.FrozenNetwork.Use(module => bits = string.Join(
            ' ', module.state_dict().Values.Select(value => Convert.ToHexString(value.detach().contiguous().bytes))));
        return bits;
    }
}
