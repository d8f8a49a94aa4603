using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>Keeps a copy of the weights of the best epoch and puts them back at the end of the training.</summary>
internal sealed class BestModelKeeper(Network network, TrainingMetric metric) : TrainingCallback, IDisposable
{
    /// <summary>Gets what it remembers of the epochs.</summary>
    public BestEpoch Best { get; } = new(metric);

    /// <summary>Gets the copy, named as <see cref="Network.State"/>; empty before the first epoch with the metric.</summary>
    public IReadOnlyDictionary<string, Tensor> Weights { get; private set; } = new Dictionary<string, Tensor>();

    public override void OnEpochEnd(TrainingState state)
    {
        if (Best.Improves(state.Epochs[^1]))
            Keep(network.State, network.Device);
    }

    public override void OnFitEnd(TrainingState state)
    {
        if (Weights.Count == 0)
            return;
        WeightsLoader.Load(network.State, Weights);
        state.Info($"the weights are those of epoch {Best.Seen.Epoch}, the best");
    }

    /// <summary>Copies weights to a device, in place of those kept so far.</summary>
    public void Keep(IReadOnlyDictionary<string, Tensor> weights, Device device)
    {
        Dispose();
        using var noGradient = no_grad();
        Weights = weights.ToDictionary(entry => entry.Key, entry => entry.Value.detach().to(device, copy: true).DetachFromDisposeScope());
    }

    public void Dispose()
    {
        foreach (var weight in Weights.Values)
            weight.Dispose();
        Weights = new Dictionary<string, Tensor>();
    }
}
