using System.Buffers.Binary;
using System.Text;

namespace Nidl.ML.Tests.Npy;

/// <summary>Writes <c>.npy</c> files as NumPy's description of the format says.</summary>
internal static class NpyFile
{
    /// <summary>The bytes of a file with a header of ours.</summary>
    public static byte[] Raw(string header, byte[] values, byte version = 1)
    {
        var lengthBytes = version == 1 ? 2 : 4;
        // The values begin at a multiple of 64; the header is filled up with spaces and ends with a line feed.
        var padding = (64 - (8 + lengthBytes + header.Length + 1) % 64) % 64;
        var text = Encoding.UTF8.GetBytes(header + new string(' ', padding) + "\n");
        var length = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, text.Length);
        return [0x93, .. "NUMPY"u8, version, 0, .. length.AsSpan(0, lengthBytes), .. text, .. values];
    }

    /// <summary>The bytes of a file of a type, an order and a shape.</summary>
    public static byte[] Of(string type, string shape, byte[] values, bool isFortranOrder = false, byte version = 1) =>
        Raw($"{{'descr': '{type}', 'fortran_order': {isFortranOrder}, 'shape': {shape}, }}", values, version);

    /// <summary>The bytes of a file of Single.</summary>
    public static byte[] OfSingles(string shape, params float[] values) => Of("<f4", shape, Bytes(values, BitConverter.GetBytes));

    public static byte[] Bytes<T>(T[] values, Func<T, byte[]> bytes, bool isReversed = false) =>
        [.. values.SelectMany(value => isReversed ? bytes(value).Reverse() : bytes(value))];

    /// <summary>Reads an array from bytes.</summary>
    public static float[] Read(byte[] file, InputShape shape)
    {
        var values = new float[shape.Size];
        using var stream = new MemoryStream(file);
        NpyReader.Read(stream, shape, values);
        return values;
    }
}
