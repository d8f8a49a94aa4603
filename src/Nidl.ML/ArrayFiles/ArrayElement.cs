using System.Buffers.Binary;
using System.Collections.Frozen;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Nidl.ML;

/// <summary>The type of the values of an array file: turns them into Single, rounded to the nearest.</summary>
internal abstract class ArrayElement(int size)
{
    private static readonly FrozenDictionary<string, ArrayElement> _known = new Dictionary<string, ArrayElement>
    {
        ["f2"] = new Number<Half>(), ["f4"] = new Number<float>(), ["f8"] = new Number<double>(),
        ["i1"] = new Number<sbyte>(), ["i2"] = new Number<short>(), ["i4"] = new Number<int>(), ["i8"] = new Number<long>(),
        ["u1"] = new Number<byte>(), ["u2"] = new Number<ushort>(), ["u4"] = new Number<uint>(), ["u8"] = new Number<ulong>(),
        ["b1"] = new Boolean(),
    }.ToFrozenDictionary();

    /// <summary>Gets the bytes of a value.</summary>
    public int Size => size;

    /// <summary>Finds the type of a name without byte order, for example <c>f4</c>.</summary>
    public static ArrayElement? Find(string name) => _known.GetValueOrDefault(name);

    /// <summary>Writes values, in the machine's byte order, as Single.</summary>
    public abstract void Decode(ReadOnlySpan<byte> values, Span<float> destination);

    /// <summary>Writes values, in the machine's byte order, as Single, each multiplied and shifted in double precision first.</summary>
    public abstract void Decode(ReadOnlySpan<byte> values, Span<float> destination, double slope, double intercept);

    /// <summary>Reverses the bytes of each value.</summary>
    public void ReverseEndianness(Span<byte> values)
    {
        if (size == sizeof(ushort))
            BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<byte, ushort>(values), MemoryMarshal.Cast<byte, ushort>(values));
        else if (size == sizeof(uint))
            BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<byte, uint>(values), MemoryMarshal.Cast<byte, uint>(values));
        else if (size == sizeof(ulong))
            BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<byte, ulong>(values), MemoryMarshal.Cast<byte, ulong>(values));
    }

    private sealed class Number<T>() : ArrayElement(Unsafe.SizeOf<T>())
        where T : unmanaged, INumber<T>
    {
        public override void Decode(ReadOnlySpan<byte> values, Span<float> destination)
        {
            var numbers = MemoryMarshal.Cast<byte, T>(values);
            for (var i = 0; i < numbers.Length; i++)
                destination[i] = float.CreateTruncating(numbers[i]);
        }

        public override void Decode(ReadOnlySpan<byte> values, Span<float> destination, double slope, double intercept)
        {
            var numbers = MemoryMarshal.Cast<byte, T>(values);
            for (var i = 0; i < numbers.Length; i++)
                destination[i] = (float)(double.CreateTruncating(numbers[i]) * slope + intercept);
        }
    }

    private sealed class Boolean() : ArrayElement(1)
    {
        public override void Decode(ReadOnlySpan<byte> values, Span<float> destination)
        {
            for (var i = 0; i < values.Length; i++)
                destination[i] = values[i] == 0 ? 0 : 1;
        }

        public override void Decode(ReadOnlySpan<byte> values, Span<float> destination, double slope, double intercept)
        {
            for (var i = 0; i < values.Length; i++)
                destination[i] = (float)((values[i] == 0 ? 0 : slope) + intercept);
        }
    }
}
