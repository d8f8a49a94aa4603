namespace Nidl.ML;

/// <summary>Says which parameters get no weight decay.</summary>
public enum WeightDecayExclusion
{
    /// <summary>
    /// By rank 0 or 1 (biases, scales and shifts of norms), and by names that tell a class token or a position embedding, which have rank
    /// 3. The default.
    /// </summary>
    RankAndTokens,

    /// <summary>By rank 0 or 1 alone, as nidl does: class tokens and position embeddings decay.</summary>
    Rank,
}
