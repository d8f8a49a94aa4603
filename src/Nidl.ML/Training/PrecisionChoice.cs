using System.Diagnostics;
using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>Decides what the encoder of a training computes with, by trials that leave the network as it was.</summary>
/// <param name="network">The network, in training mode.</param>
/// <param name="viewShape">The shape of one view of a row, which is what is trained on.</param>
/// <param name="processes">The processes that train together, which decide alike.</param>
internal sealed class PrecisionChoice(Network network, InputShape viewShape, ProcessGroup processes)
{
    private const int Rounds = 3;
    private const int FewestRows = 2; // batch normalization needs two

    /// <summary>
    /// Sets what the options ask for; <see cref="Precision.Auto"/> is decided here, or was when the training that is resumed began.
    /// </summary>
    /// <param name="options">The options of the training.</param>
    /// <param name="resumed">What the training that is resumed computes with; null if none is.</param>
    /// <param name="rowCount">The rows of the training.</param>
    /// <param name="log">Where a choice is written.</param>
    /// <exception cref="ArgumentException">The encoder cannot compute with what the options ask for.</exception>
    /// <exception cref="PlatformNotSupportedException">The native library cannot.</exception>
    public void Make(TrainingOptions options, Precision? resumed, long rowCount, TrainingLog log)
    {
        network.Precision = options.Precision != Precision.Auto
            ? options.Precision
            : resumed ?? Choose((int)Math.Min(options.MicroBatchSize ?? options.BatchSize, rowCount), log);
        if (network.Precision == Precision.BFloat16 && Fails(FewestRows) is { } failure)
            throw Refused(nameof(TrainingOptions.Precision), failure);
        // Not after hours of training.
        if (options.Embedding.Precision == Precision.BFloat16 && network.Precision != Precision.BFloat16)
            CheckBFloat16(nameof(TrainingOptions.Embedding));
    }

    private void CheckBFloat16(string option)
    {
        var training = network.Precision;
        network.Precision = Precision.BFloat16;
        var failure = Fails(FewestRows);
        network.Precision = training;
        if (failure is not null)
            throw Refused(option, failure);
    }

    private static ArgumentException Refused(string option, ExternalException failure) => new(
        "Precision BFloat16 needs an encoder whose layers all compute with it, but one fails: "
        + $"{TorchFailure.CauseOf(failure)} Take Float32.",
        option, failure);

    private Precision Choose(int rows, TrainingLog log)
    {
        network.Precision = Precision.BFloat16;
        var isThere = BFloat16Instructions.MayBeOn(network.Device) && Autocast.IsThere;
        if (processes.Any(!isThere) || processes.Any(Fails(FewestRows) is not null))
        {
            log.Info("precision Float32: the device, the native library or the encoder has no bfloat16");
            return Precision.Float32;
        }
        var (single, half) = (double.PositiveInfinity, double.PositiveInfinity);
        for (var round = 0; round < Rounds; round++)
            (single, half) = (Math.Min(single, Time(Precision.Float32, rows)), Math.Min(half, Time(Precision.BFloat16, rows)));
        (single, half) = (processes.OfFirst(single), processes.OfFirst(half));
        var choice = half < single ? Precision.BFloat16 : Precision.Float32;
        log.Info(FormattableString.Invariant($"precision {choice}: {rows} rows take {single:F3} s in Float32 and {half:F3} s in BFloat16"));
        return choice;
    }

    private ExternalException? Fails(int rows)
    {
        try
        {
            Try(rows);
            return null;
        }
        catch (ExternalException failure)
        {
            return failure;
        }
    }

    private double Time(Precision precision, int rows)
    {
        network.Precision = precision;
        var start = Stopwatch.GetTimestamp();
        Try(rows);
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    // Random layers draw from a source of their own.
    private void Try(int rows) => network.RestoringBuffers(() =>
    {
        using var gradients = enable_grad();
        using var source = new RandomSource(network.Device, 0, RandomPurpose.Layers);
        using var randomness = LayerRandomness.Use(source);
        var loss = network.Project(source.Uniform(viewShape.WithBatch(rows))).sum();
        loss.backward();
        StridedConvolution.ThrowFailure();
        network.ZeroGradients();
        if (network.Device.type == DeviceType.CUDA)
            cuda.synchronize(network.Device);
    });
}
