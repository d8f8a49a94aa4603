namespace Nidl.ML;

/// <summary>
/// What a <see cref="RandomSource"/> of the training is for: the word after the seed in its key, so that no two purposes share numbers.
/// </summary>
internal static class RandomPurpose
{
    public const long Weights = 1;
    public const long Order = 2;
    public const long View = 3;
    public const long Layers = 4;
    public const long Split = 5;
    public const long Validation = 6;
    public const long Sample = 7;
}
