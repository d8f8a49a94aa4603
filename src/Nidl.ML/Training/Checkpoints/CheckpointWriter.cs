using System.Diagnostics;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>Writes the checkpoints of one training when they are due.</summary>
internal sealed class CheckpointWriter
{
    private readonly CheckpointOptions _options;
    private readonly CheckpointIdentity _identity;
    private readonly Network _network;
    private readonly OptimizerHelper _optimizer;
    private readonly BestKeepers _best;
    private readonly CheckpointFolder _folder;
    private readonly TrainingLog _log;
    private readonly Stopwatch _sinceLast = Stopwatch.StartNew();
    private long _lastStep;
    private int _lastEpoch;

    public CheckpointWriter(
        CheckpointOptions options, CheckpointIdentity identity, Network network, OptimizerHelper optimizer, BestKeepers best,
        Checkpoint? resumed,
        TrainingLog log)
    {
        (_options, _identity, _network, _optimizer, _best, _log) = (options, identity, network, optimizer, best, log);
        _folder = new CheckpointFolder(options.Folder);
        if (resumed is null)
        {
            _folder.CheckThatItIsEmpty();
            return;
        }
        (LastPath, _lastStep, _lastEpoch) = (resumed.Path, resumed.Manifest.Position.Step, resumed.Manifest.Position.Epoch.Epoch);
    }

    /// <summary>Gets the path of the last checkpoint; null before the first.</summary>
    public string? LastPath { get; private set; }

    /// <summary>Writes a checkpoint after a step within an epoch if it is due.</summary>
    public void AfterStep(TrainingPosition position)
    {
        if (IsDue(position))
            WriteLast(position);
    }

    /// <summary>Writes a checkpoint after a whole epoch if it is due, and the best if it is the best.</summary>
    public void AfterEpoch(TrainingPosition position)
    {
        var isBest = _best.IsBestCheckpoint(position.Epochs[^1]);
        if (IsDue(position) || position.Epoch.Epoch - _lastEpoch >= _options.EveryEpochs)
            WriteLast(position);
        if (isBest)
            TryWrite(_folder.BestPath, position);
    }

    /// <summary>Writes a checkpoint of where the training stands unless there is one.</summary>
    public void AtEnd(TrainingPosition position)
    {
        if (LastPath is null || position.Step != _lastStep)
            WriteLast(position);
    }

    private bool IsDue(TrainingPosition position) =>
        position.Step - _lastStep >= _options.EverySteps || _sinceLast.Elapsed.TotalMinutes >= _options.EveryMinutes;

    private void WriteLast(TrainingPosition position)
    {
        var path = _folder.PathOf(position.Step);
        (_lastStep, _lastEpoch) = (position.Step, position.Epoch.Epoch);
        _sinceLast.Restart();
        if (!TryWrite(path, position))
            return;
        LastPath = path;
        _folder.Prune(position.Step, _options.KeepLast);
    }

    // Losing the training because its copy cannot be written would be the wrong way round.
    private bool TryWrite(string path, TrainingPosition position)
    {
        // The training is about to fail: what it has saved before stays the last good state.
        if (!_network.IsFinite)
            return false;
        try
        {
            CheckpointFile.Write(path, new(ManifestJson.Writer, _identity, position, _best.Seen), Weights(), _optimizer);
            return true;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            _log.Warning($"The checkpoint '{path}' could not be written, the training goes on: {failure.Message}");
            return false;
        }
    }

    private IEnumerable<KeyValuePair<string, Tensor>> Weights() =>
        _network.State.Concat(_best.Weights.Select(entry => KeyValuePair.Create(Checkpoint.BestPrefix + entry.Key, entry.Value)));
}
