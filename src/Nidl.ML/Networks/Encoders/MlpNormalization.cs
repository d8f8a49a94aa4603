namespace Nidl.ML;

/// <summary>Names the normalization of the hidden layers of an <see cref="MlpEncoder"/>.</summary>
public enum MlpNormalization
{
    /// <summary>No normalization.</summary>
    None,

    /// <summary>Batch normalization (arXiv:1502.03167): every feature over the batch; the linear layer before it has no bias.</summary>
    BatchNorm,

    /// <summary>Layer normalization (arXiv:1607.06450): every row over its features.</summary>
    LayerNorm,
}
