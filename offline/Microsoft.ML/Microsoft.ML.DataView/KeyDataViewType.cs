namespace Microsoft.ML.Data;

/// <summary>A category: 0 is missing, 1 to <see cref="Count"/> are the categories.</summary>
public sealed class KeyDataViewType : PrimitiveDataViewType
{
    /// <summary>A key over byte, ushort, uint or ulong with <paramref name="count"/> categories.</summary>
    public KeyDataViewType(Type type, ulong count)
        : base(type)
    {
        Contracts.CheckParam(IsValidDataType(type), nameof(type), "Type is not valid, it must be Byte, UInt16, UInt32, or UInt64.");
        Contracts.CheckParam(count > 0 && count <= Largest(type), nameof(count), $"The cardinality of a {nameof(KeyDataViewType)} must not exceed {type.Name}.MaxValue and must be strictly positive, but got {count}.");
        Count = count;
    }

    /// <summary>A key over byte, ushort, uint or ulong with <paramref name="count"/> categories.</summary>
    public KeyDataViewType(Type type, int count)
        : this(type, (ulong)count)
        => Contracts.CheckParam(count > 0, nameof(count), "The cardinality of a " + nameof(KeyDataViewType) + " must be strictly positive.");

    /// <summary>The number of categories.</summary>
    public ulong Count { get; }

    /// <summary>Whether keys may have this raw type.</summary>
    public static bool IsValidDataType(Type type) => type == typeof(byte) || type == typeof(ushort) || type == typeof(uint) || type == typeof(ulong);

    /// <inheritdoc/>
    public override bool Equals(DataViewType other) => other is KeyDataViewType key && key.RawType == RawType && key.Count == Count;

    /// <inheritdoc/>
    public override bool Equals(object other) => other is DataViewType type && Equals(type);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(RawType, Count);

    /// <inheritdoc/>
    public override string ToString() => $"Key<{RawType.Name}, 0-{Count - 1}>";

    private static ulong Largest(Type type)
        => type == typeof(byte) ? byte.MaxValue : type == typeof(ushort) ? ushort.MaxValue : type == typeof(uint) ? uint.MaxValue : ulong.MaxValue;
}
