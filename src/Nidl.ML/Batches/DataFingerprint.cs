using System.Security.Cryptography;
using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// Tells data of different rows apart without keeping them: their number, and a hash of a sample of their features and auxiliary variables.
/// </summary>
internal static class DataFingerprint
{
    private const long SampledRows = 256;

    /// <summary>Gets the fingerprint of a source, for example <c>1000 rows 5F2A...</c>.</summary>
    public static string Of(IBatchSource source)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, source.SampleFeatures);
        if (source.AllAuxiliary is { } auxiliary)
            Append(hash, auxiliary);
        return $"{source.RowCount} rows {Convert.ToHexString(hash.GetHashAndReset().AsSpan(0, 8))}";
    }

    private static void Append(IncrementalHash hash, Tensor rows)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var stride = Math.Max(1, rows.shape[0] / SampledRows);
        for (var row = 0L; row < rows.shape[0]; row += stride)
            hash.AppendData(rows.narrow(0, row, 1).cpu().contiguous().bytes);
    }
}
