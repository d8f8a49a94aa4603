namespace Nidl.ML.GpuCheck;

/// <summary>How far two devices agree.</summary>
/// <param name="Loss">The largest difference of an epoch's losses, relative to the CPU's.</param>
/// <param name="Embeddings">The largest difference of embeddings by the same weights, relative to the largest value.</param>
internal sealed record Agreement(double Loss, double Embeddings)
{
    /// <summary>The rounding of each step goes on into all later ones.</summary>
    public const double LossTolerance = 0.05;

    /// <summary>GPUs since Ampere round the factors of convolutions to ten bits.</summary>
    public const double EmbeddingTolerance = 0.01;

    public bool IsGood => Loss <= LossTolerance && Embeddings <= EmbeddingTolerance;

    public static Agreement Of(DeviceRun onCpu, DeviceRun onDevice)
    {
        var loss = onCpu.Epochs.Zip(onDevice.Epochs).Max(pair => Math.Abs(pair.First.Loss - pair.Second.Loss) / Math.Abs(pair.First.Loss));
        var (expected, actual) = (onCpu.EmbedOn("cpu"), onCpu.EmbedOn(onDevice.Device));
        var scale = expected.Max(row => row.Max(Math.Abs));
        return new(
            loss, expected.Zip(actual).Max(rows => rows.First.Zip(rows.Second).Max(pair => Math.Abs(pair.First - pair.Second))) / scale);
    }
}
