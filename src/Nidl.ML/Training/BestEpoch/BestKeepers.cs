using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>All that looks for the best epoch of one training: early stopping, the best model, the best checkpoint.</summary>
/// <param name="options">The options, which say which of them there are.</param>
/// <param name="metric">By what epochs are compared, unless early stopping names another.</param>
/// <param name="network">The network.</param>
internal sealed class BestKeepers(TrainingOptions options, TrainingMetric metric, Network network) : IDisposable
{
    private readonly EarlyStopper? _stopper = options.EarlyStopping is { } stopping ? new EarlyStopper(stopping, metric) : null;
    private readonly BestModelKeeper? _model = options.KeepBestModel ? new BestModelKeeper(network, metric) : null;
    private readonly BestEpoch? _checkpoint = options.Checkpoints is { KeepBest: true } ? new BestEpoch(metric) : null;

    /// <summary>Gets those that follow the training by themselves.</summary>
    public IEnumerable<TrainingCallback> Callbacks => new TrainingCallback?[] { _stopper, _model }.OfType<TrainingCallback>();

    /// <summary>Gets what they remember.</summary>
    public BestEpochs Seen => new(_stopper?.Best.Seen, _model?.Best.Seen, _checkpoint?.Seen);

    /// <summary>Gets the weights of the best model, named as <see cref="Network.State"/>; empty if none is kept.</summary>
    public IReadOnlyDictionary<string, Tensor> Weights => _model?.Weights ?? new Dictionary<string, Tensor>();

    /// <summary>
    /// Looks at a whole epoch for the best checkpoint; gets whether it is the best so far: never, where none is kept.
    /// </summary>
    public bool IsBestCheckpoint(EpochResult epoch) => _checkpoint?.Improves(epoch) == true;

    /// <summary>Restores what they remembered, and the weights of the best model, if there are any.</summary>
    public void Restore(BestEpochs saved, IReadOnlyDictionary<string, Tensor> weights)
    {
        if (saved.EarlyStopping is { } stopping)
            _stopper?.Best.Restore(stopping);
        if (saved.Model is { } model)
            _model?.Best.Restore(model);
        if (saved.Checkpoint is { } checkpoint)
            _checkpoint?.Restore(checkpoint);
        if (weights.Count > 0)
            _model?.Keep(weights, network.Device);
    }

    public void Dispose() => _model?.Dispose();
}
