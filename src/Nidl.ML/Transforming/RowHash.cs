using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace Nidl.ML;

/// <summary>Hashes a row's features to 64 bits: enough, beside the row's id, to notice that a row has changed. Not cryptographic.</summary>
internal static class RowHash
{
    public static ulong Of(ReadOnlySpan<float> values) => XxHash3.HashToUInt64(MemoryMarshal.AsBytes(values));
}
