namespace TorchSharp;

/// <summary>A number with its kind: integer, floating point or boolean.</summary>
public sealed class Scalar : IDisposable
{
    internal Scalar(NativeTag tag, long bits) => (Tag, Bits) = (tag, bits);

    internal NativeTag Tag { get; }
    internal long Bits { get; }

    public torch.ScalarType Type => Tag switch
    {
        NativeTag.Double => torch.ScalarType.Float64,
        NativeTag.Bool => torch.ScalarType.Bool,
        _ => torch.ScalarType.Int64,
    };

    internal double AsDouble => Tag == NativeTag.Double ? BitConverter.Int64BitsToDouble(Bits) : Bits;
    internal long AsInt64 => Tag == NativeTag.Double ? (long)BitConverter.Int64BitsToDouble(Bits) : Bits;

    public static implicit operator Scalar(byte value) => value.ToScalar();
    public static implicit operator Scalar(sbyte value) => value.ToScalar();
    public static implicit operator Scalar(short value) => value.ToScalar();
    public static implicit operator Scalar(int value) => value.ToScalar();
    public static implicit operator Scalar(long value) => value.ToScalar();
    public static implicit operator Scalar(Half value) => value.ToScalar();
    public static implicit operator Scalar(float value) => value.ToScalar();
    public static implicit operator Scalar(double value) => value.ToScalar();
    public static implicit operator Scalar(bool value) => value.ToScalar();

    // Nothing native is held: the number travels by value.
    public void Dispose() { }
}

public static class ScalarExtensionMethods
{
    public static Scalar ToScalar(this byte value) => ToScalar((long)value);
    public static Scalar ToScalar(this sbyte value) => ToScalar((long)value);
    public static Scalar ToScalar(this short value) => ToScalar((long)value);
    public static Scalar ToScalar(this int value) => ToScalar((long)value);
    public static Scalar ToScalar(this long value) => new(NativeTag.Int, value);
    public static Scalar ToScalar(this Half value) => ToScalar((double)value);
    public static Scalar ToScalar(this float value) => ToScalar((double)value);
    public static Scalar ToScalar(this double value) => new(NativeTag.Double, BitConverter.DoubleToInt64Bits(value));
    public static Scalar ToScalar(this bool value) => new(NativeTag.Bool, value ? 1 : 0);

    public static float ToSingle(this Scalar value) => (float)value.AsDouble;
    public static double ToDouble(this Scalar value) => value.AsDouble;
    public static Half ToHalf(this Scalar value) => (Half)value.AsDouble;
    public static sbyte ToSByte(this Scalar value) => (sbyte)value.AsInt64;
    public static byte ToByte(this Scalar value) => (byte)value.AsInt64;
    public static short ToInt16(this Scalar value) => (short)value.AsInt64;
    public static int ToInt32(this Scalar value) => (int)value.AsInt64;
    public static long ToInt64(this Scalar value) => value.AsInt64;
    public static bool ToBoolean(this Scalar value) => value.AsDouble != 0;
}
