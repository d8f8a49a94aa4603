using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// Creates the batch normalization (arXiv:1502.03167) of the built-in networks: Torch's own, or one whose statistics are those of all
/// processes.
/// </summary>
internal static class BatchNormLayer
{
    private const string RunningMean = "running_mean";

    [ThreadStatic]
    private static ProcessGroup? t_processes;

    /// <summary>
    /// Lets the layers that <paramref name="create"/> makes take the statistics of all processes; null leaves Torch's own.
    /// </summary>
    public static T Over<T>(ProcessGroup? processes, Func<T> create)
    {
        var before = t_processes;
        t_processes = processes;
        try
        {
            return create();
        }
        finally
        {
            t_processes = before;
        }
    }

    /// <summary>Creates a layer.</summary>
    /// <param name="rank">The number of spatial dimensions of its input: 0, (N, C), 2 or 3.</param>
    /// <param name="channels">The number of channels.</param>
    public static nn.Module<Tensor, Tensor> Create(int rank, long channels) => (t_processes, rank) switch
    {
        ({ } processes, _) => new SharedBatchNorm(channels, processes),
        (null, 0) => nn.BatchNorm1d(channels),
        (null, 2) => nn.BatchNorm2d(channels),
        _ => nn.BatchNorm3d(channels),
    };

    /// <summary>Checks that every layer of a network takes the statistics of all processes.</summary>
    /// <exception cref="ArgumentException">One does not.</exception>
    public static void CheckShared(nn.Module network)
    {
        var shared = network.named_modules().Where(part => part.module is SharedBatchNorm).Select(part => $"{part.name}.{RunningMean}");
        var all = network.named_buffers().Select(buffer => buffer.name).Where(name => name.EndsWith(RunningMean, StringComparison.Ordinal));
        if (all.Except(shared).FirstOrDefault() is { } other)
            throw new ArgumentException(
                $"BatchStatistics = AllProcesses needs the layers of built-in encoders, but '{other}' is of another; use PerProcess, or a "
                + "network without batch normalization.",
                nameof(BatchStatistics));
    }
}
