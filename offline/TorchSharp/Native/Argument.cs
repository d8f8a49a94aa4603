using System.Text;

namespace TorchSharp;

using static torch;

/// <summary>An argument of an operator, made by an implicit conversion, so that a call reads like the operator's schema.</summary>
internal readonly struct Argument
{
    private readonly object? _reference;
    private readonly long _bits;
    private readonly long _extra;
    private readonly NativeTag _tag;

    private Argument(NativeTag tag, long bits = 0, long extra = 0, object? reference = null) => (_tag, _bits, _extra, _reference) = (tag, bits, extra, reference);

    /// <summary>Takes the default of the operator's schema.</summary>
    internal static Argument Default => new(NativeTag.Default);

    internal static Argument None => new(NativeTag.None);

    public static implicit operator Argument(Tensor? value) => value is null ? None : new(NativeTag.Tensor, value.Handle, 0, value);
    public static implicit operator Argument(Scalar? value) => value is null ? None : new(value.Tag, value.Bits);
    public static implicit operator Argument(long value) => new(NativeTag.Int, value);
    public static implicit operator Argument(int value) => new(NativeTag.Int, value);
    public static implicit operator Argument(double value) => new(NativeTag.Double, BitConverter.DoubleToInt64Bits(value));
    public static implicit operator Argument(bool value) => new(NativeTag.Bool, value ? 1 : 0);
    public static implicit operator Argument(long? value) => value is { } v ? v : None;
    public static implicit operator Argument(int? value) => value is { } v ? v : None;
    public static implicit operator Argument(double? value) => value is { } v ? v : None;
    public static implicit operator Argument(ScalarType value) => (long)value;
    public static implicit operator Argument(ScalarType? value) => value is { } v ? (long)v : None;
    public static implicit operator Argument(long[]? value) => value is null ? None : new(NativeTag.IntList, 0, value.Length, value);
    public static implicit operator Argument(double[]? value) => value is null ? None : new(NativeTag.DoubleList, 0, value.Length, value);
    public static implicit operator Argument(Tensor?[] value) => new(NativeTag.TensorList, 0, value.Length, value);
    public static implicit operator Argument(string? value) => value is null ? None : new(NativeTag.String, 0, Encoding.UTF8.GetByteCount(value), value);
    public static implicit operator Argument(Device? value) => value is null ? None : new(NativeTag.Device, (long)value.type, value.index);
    public static implicit operator Argument(Generator? value) => value is null ? None : new(NativeTag.Generator, value.Handle, 0, value);

    /// <summary>Eight-byte words of scratch memory that <see cref="Write"/> needs.</summary>
    internal int Words => _tag switch
    {
        NativeTag.IntList or NativeTag.DoubleList or NativeTag.TensorList => (int)_extra,
        NativeTag.String => (int)((_extra + 7) / 8),
        _ => 0,
    };

    internal object? Reference => _reference;

    /// <summary>Writes the argument, and what it points to into <paramref name="scratch"/>, which must not move during the call.</summary>
    internal unsafe void Write(NativeValue* target, long* scratch)
    {
        target->Tag = _tag;
        target->Bits = _bits;
        target->Length = _extra;
        if (Words > 0) Fill(target, scratch);
    }

    private unsafe void Fill(NativeValue* target, long* scratch)
    {
        target->Bits = (nint)scratch;
        var words = new Span<long>(scratch, Words);
        switch (_reference)
        {
            case long[] numbers: numbers.CopyTo(words); break;
            case double[] numbers: numbers.CopyTo(new Span<double>(scratch, numbers.Length)); break;
            case Tensor?[] tensors: for (int i = 0; i < tensors.Length; i++) words[i] = tensors[i]?.Handle ?? 0; break;
            case string text: Encoding.UTF8.GetBytes(text, new Span<byte>(scratch, (int)_extra)); break;
        }
    }
}
