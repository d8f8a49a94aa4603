using System.Numerics;

namespace Microsoft.ML.Data;

/// <summary>A 128-bit row identifier; identifiers of derived rows come from mixing (MurmurHash3's 128-bit body).</summary>
public readonly struct DataViewRowId(ulong low, ulong high) : IComparable<DataViewRowId>, IEquatable<DataViewRowId>
{
    private const ulong C1 = 0x87c37b91114253d5;
    private const ulong C2 = 0x4cf5ad432745937f;

    /// <summary>The low 64 bits.</summary>
    public readonly ulong Low = low;

    /// <summary>The high 64 bits.</summary>
    public readonly ulong High = high;

    /// <inheritdoc/>
    public int CompareTo(DataViewRowId other) => High != other.High ? High.CompareTo(other.High) : Low.CompareTo(other.Low);

    /// <inheritdoc/>
    public bool Equals(DataViewRowId other) => Low == other.Low && High == other.High;

    /// <inheritdoc/>
    public override bool Equals(object obj) => obj is DataViewRowId other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Low, High);

    /// <inheritdoc/>
    public override string ToString() => $"{High:x16}{Low:x16}";

    /// <summary>The identifier of a row derived from this one.</summary>
    public DataViewRowId Fork() => Mix(1, 0);

    /// <summary>The identifier that follows this one in a sequence of derived rows.</summary>
    public DataViewRowId Next() => Mix(0, 0);

    /// <summary>The identifier of a row made of this row and another.</summary>
    public DataViewRowId Combine(DataViewRowId other)
    {
        var forked = other.Fork();
        var mixed = Mix(forked.Low, forked.High);
        ulong low = mixed.Low ^ 48, high = mixed.High ^ 48;
        low += high;
        high += low;
        low = Avalanche(low);
        high = Avalanche(high);
        low += high;
        high += low;
        return new(low, high);
    }

    private DataViewRowId Mix(ulong k1, ulong k2)
    {
        var low = Low ^ (BitOperations.RotateLeft(k1 * C1, 31) * C2);
        low = ((BitOperations.RotateLeft(low, 27) + High) * 5) + 0x52dce729;
        var high = High ^ (BitOperations.RotateLeft(k2 * C2, 33) * C1);
        high = ((BitOperations.RotateLeft(high, 31) + low) * 5) + 0x38495ab5;
        return new(low, high);
    }

    private static ulong Avalanche(ulong k)
    {
        k = (k ^ (k >> 33)) * 0xff51afd7ed558ccd;
        k = (k ^ (k >> 33)) * 0xc4ceb9fe1a85ec53;
        return k ^ (k >> 33);
    }
}
