namespace Nidl.ML;

/// <summary>The parts of a training row: features, and where they are used a ready-made second view and auxiliary variables.</summary>
internal sealed record TrainingColumns(FeatureColumn Features, FeatureColumn? SecondView, IRowPart? Auxiliary)
{
    /// <summary>Gets the parts that are there, in the order features, second view, auxiliary variables.</summary>
    public IReadOnlyList<IRowPart> Parts { get; } = [.. new IRowPart?[] { Features, SecondView, Auxiliary }.OfType<IRowPart>()];

    /// <summary>Puts tensors, one for each of <see cref="Parts"/>, into their places.</summary>
    /// <param name="parts">The tensors, (N, ...) each.</param>
    /// <param name="firstRow">The position of the first row in the epoch's order.</param>
    public Batch CreateBatch(IReadOnlyList<TorchSharp.torch.Tensor> parts, long firstRow = 0) => new(
        parts[0],
        SecondView is null ? null : parts[1],
        Auxiliary is null ? null : parts[^1],
        firstRow);
}
