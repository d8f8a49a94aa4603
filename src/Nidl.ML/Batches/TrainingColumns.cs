namespace Nidl.ML;

/// <summary>The parts of a training row: features, and where they are used a ready-made second view and auxiliary variables.</summary>
internal sealed record TrainingColumns(FeatureColumn Features, FeatureColumn? SecondView, IRowPart? Labels)
{
    /// <summary>Gets the parts that are there, in the order features, second view, labels.</summary>
    public IReadOnlyList<IRowPart> Parts { get; } = [.. new IRowPart?[] { Features, SecondView, Labels }.OfType<IRowPart>()];

    /// <summary>Puts tensors, one for each of <see cref="Parts"/>, into their places.</summary>
    public Batch CreateBatch(IReadOnlyList<TorchSharp.torch.Tensor> parts) => new(
        parts[0],
        SecondView is null ? null : parts[1],
        Labels is null ? null : parts[^1]);
}
