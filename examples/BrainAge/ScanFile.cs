using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.InteropServices;

namespace BrainAge;

/// <summary>Writes cubes as packed NIfTI-1 files of 16 bits a voxel.</summary>
public static class ScanFile
{
    private const int HeaderBytes = 352;
    private const short Signed16 = 4;
    private const float Slope = 1 / 8192f;

    /// <summary>Writes a cube, x fastest, of values between -4 and 4; x runs to the right, y to the front, z upward.</summary>
    public static void Write(string path, float[] voxels, int side)
    {
        using var stream = new GZipStream(File.Create(path), CompressionLevel.Fastest);
        stream.Write(Header(side));
        short[] stored = [.. voxels.Select(voxel => (short)Math.Round(voxel / Slope))];
        stream.Write(MemoryMarshal.AsBytes<short>(stored));
    }

    private static byte[] Header(int side)
    {
        var header = new byte[HeaderBytes];
        void Short(int offset, short value) => BinaryPrimitives.WriteInt16LittleEndian(header.AsSpan(offset), value);
        void Single(int offset, float value) => BinaryPrimitives.WriteSingleLittleEndian(header.AsSpan(offset), value);
        BinaryPrimitives.WriteInt32LittleEndian(header, 348);
        Short(40, 3);
        Short(70, Signed16);
        Short(72, 16);
        Single(108, HeaderBytes);
        Single(112, Slope);
        Short(254, 1);
        var millimeters = 200f / side;
        for (var axis = 0; axis < 3; axis++)
        {
            Short(42 + 2 * axis, (short)side);
            Single(80 + 4 * axis, millimeters);
            // The row of the affine: the step along its own axis, and where the first voxel lies.
            Single(280 + 16 * axis + 4 * axis, millimeters);
            Single(292 + 16 * axis, -millimeters * (side - 1) / 2);
        }
        "n+1"u8.CopyTo(header.AsSpan(344));
        return header;
    }
}
