namespace Nidl.ML;

/// <summary>The keepers of best epochs of one training whose memory a checkpoint holds; null where the options ask for none.</summary>
internal sealed record BestKeepers(EarlyStopper? Stopper, BestModelKeeper? Model) : IDisposable
{
    /// <summary>Creates those that the options ask for.</summary>
    public static BestKeepers Create(TrainingOptions options, TrainingMetric metric, Network network) => new(
        options.EarlyStopping is { } stopping ? new EarlyStopper(stopping, metric) : null,
        options.KeepBestModel ? new BestModelKeeper(network, metric) : null);

    /// <summary>Gets those that are there.</summary>
    public IEnumerable<TrainingCallback> Callbacks => new TrainingCallback?[] { Stopper, Model }.OfType<TrainingCallback>();

    /// <summary>Restores what they remembered; the weights come with the checkpoint's.</summary>
    public void Restore(BestEpochs saved)
    {
        if (saved.EarlyStopping is { } stopping)
            Stopper?.Best.Restore(stopping);
        if (saved.Model is { } model)
            Model?.Best.Restore(model);
    }

    public void Dispose() => Model?.Dispose();
}
