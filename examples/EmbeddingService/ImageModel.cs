using Microsoft.ML.Data;

namespace EmbeddingService;

/// <summary>What the model takes.</summary>
public sealed class ModelInput
{
    /// <summary>The pixels of a row: 28 x 28 gray values of 0 to 1, row by row.</summary>
    public const int Pixels = 28 * 28;

    /// <summary>Gray values in [0, 1]: (channels, height, width).</summary>
    [VectorType(1, 28, 28)]
    public float[] Image { get; set; } = [];

    /// <summary>The class, which training needs and prediction does not look at.</summary>
    public uint Label { get; set; }
}

/// <summary>What the model gives.</summary>
public sealed class ModelOutput
{
    /// <summary>The embedding of the image.</summary>
    public float[] Embedding { get; set; } = [];

    /// <summary>The class that is most probable, 0 to 9.</summary>
    public uint PredictedLabel { get; set; }

    /// <summary>The probability of each class.</summary>
    public float[] Score { get; set; } = [];
}
