using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// A checkpoint that was read: manifest and weights in memory, the optimizer's state still in its file. Owns the weights.
/// </summary>
/// <param name="path">The file.</param>
/// <param name="manifest">What it says.</param>
/// <param name="weights">
/// The weights, named as in <see cref="Network.State"/>; those of the best epoch stand under <see cref="BestPrefix"/>.
/// </param>
/// <param name="optimizerStart">Where the optimizer's state starts in the file.</param>
internal sealed class Checkpoint(string path, CheckpointManifest manifest, SafetensorsFile weights, long optimizerStart) : IDisposable
{
    public const string BestPrefix = "best.";

    public string Path => path;

    public CheckpointManifest Manifest => manifest;

    private Dictionary<string, Tensor> Best => weights.Tensors
        .Where(entry => entry.Key.StartsWith(BestPrefix, StringComparison.Ordinal))
        .ToDictionary(entry => entry.Key[BestPrefix.Length..], entry => entry.Value);

    /// <summary>Checks that it is of the same training.</summary>
    /// <exception cref="CheckpointMismatchException">It is not.</exception>
    public void CheckIdentity(CheckpointIdentity identity)
    {
        if (identity.DifferencesFrom(manifest.Identity) is { Count: > 0 } differences)
            throw new CheckpointMismatchException(path, differences);
    }

    /// <summary>Puts network, optimizer and what looks for the best epoch into the state that was saved.</summary>
    /// <exception cref="ModelFormatException">The weights or the optimizer's state do not fit.</exception>
    public void Restore(Network network, OptimizerHelper optimizer, BestKeepers keepers)
    {
        var own = weights.Tensors.Where(entry => !entry.Key.StartsWith(BestPrefix, StringComparison.Ordinal)).ToDictionary();
        try
        {
            WeightsLoader.Load(network.State, own);
            keepers.Restore(manifest.Best, Best);
            using var stream = File.OpenRead(path);
            stream.Position = optimizerStart;
            using var reader = new BinaryReader(stream);
            optimizer.load_state_dict(reader);
        }
        catch (Exception failure)
            when (failure is ModelFormatException or ArgumentException or InvalidDataException or EndOfStreamException)
        {
            throw CheckpointFile.Unreadable(path, failure.Message, failure);
        }
    }

    public void Dispose() => weights.Dispose();
}
