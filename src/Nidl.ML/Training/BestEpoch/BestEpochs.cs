namespace Nidl.ML;

/// <summary>What is remembered of best epochs, as it stands in a checkpoint; null where the options ask for nothing.</summary>
/// <param name="EarlyStopping">What early stopping remembers.</param>
/// <param name="Model">What the keeper of the best model remembers.</param>
/// <param name="Checkpoint">What the keeper of the best checkpoint remembers.</param>
internal sealed record BestEpochs(BestEpoch.Memory? EarlyStopping, BestEpoch.Memory? Model, BestEpoch.Memory? Checkpoint);
