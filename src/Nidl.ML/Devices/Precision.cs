using System.Text.Json.Serialization;

namespace Nidl.ML;

/// <summary>Names the type of numbers that an encoder computes with. Its weights are of single precision in every case.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Precision>))]
public enum Precision
{
    /// <summary>Single precision throughout: 24 bits of each number.</summary>
    Float32,

    /// <summary>
    /// bfloat16, 8 bits of each number in the range of single precision, for convolutions, products of matrices and what lies between them;
    /// statistics of batches, sums, losses, gradients of weights and their updates stay in single precision. Fast where the processor has
    /// instructions for it (AVX512-BF16 or AMX), slow elsewhere.
    /// </summary>
    BFloat16,

    /// <summary>
    /// <see cref="BFloat16"/> where the device has instructions for it and a training step takes less time with it, tried once when a
    /// training starts; else <see cref="Float32"/>. The log says which, the checkpoints and <see cref="TrainingHistory.Precision"/> keep
    /// it, and a training that resumes goes on with it.
    /// </summary>
    Auto,
}
