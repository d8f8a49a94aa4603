namespace Nidl.ML.Tests.Nifti;

[TestClass]
public sealed class NiftiErrorTests
{
    private static readonly InputShape Shape = [1, 4, 3, 2];

    public static IEnumerable<object[]> Headers()
    {
        var good = new NiftiFile();
        yield return [good with { Dimensions = [] }, "its dim[0] must be 1 to 7, but is 0"];
        yield return [
            good with { Dimensions = [4, 0, 2], Voxels = [] },
            "its dim[2] must be at least 1, and all dimensions at most 2147483647 voxels, but dim[2] is 0"];
        yield return [
            good with { Dimensions = [4, -3], Voxels = [] },
            "its dim[2] must be at least 1, and all dimensions at most 2147483647 voxels, but dim[2] is -3"];
        yield return
        [
            good with { Dimensions = [32767, 32767, 32767], Voxels = [] },
            "its dim[3] must be at least 1, and all dimensions at most 2147483647 voxels, but dim[3] is 32767",
        ];
        const string Types =
            "its datatype must be one of 2, 4, 8, 16, 64, 256, 512, 768, 1024, 1280 (one whole or real number a voxel), but is ";
        yield return [good with { DataType = 128 }, Types + "128 (RGB24)"];
        yield return [good with { DataType = 3 }, Types + "3"];
        yield return [good with { BitsPerVoxel = 16 }, "its bitpix must be 32 for datatype 16, but is 16"];
        yield return [good with { Distances = [1, 1, 0, 1] }, "its pixdim[2] must be a distance other than 0, but is 0"];
        yield return [good with { Distances = [1, 1, 1, double.NaN] }, "its pixdim[3] must be a distance other than 0, but is NaN"];
        yield return [good with { Intercept = double.NaN, Slope = 2 }, "its scl_inter must be finite beside the scl_slope 2, but is NaN"];
        yield return [good with { VoxelOffset = 348 }, "its vox_offset must be 0 or a whole number of at least 352, but is 348"];
        yield return [good with { VoxelOffset = 352.5 }, "its vox_offset must be 0 or a whole number of at least 352, but is 352.5"];
        yield return [
            good with { VoxelOffset = double.PositiveInfinity },
            "its vox_offset must be 0 or a whole number of at least 352, but is Infinity"];
        yield return [
            good with { VoxelOffset = 4096 },
            "its vox_offset and dim announce 96 bytes of voxels behind 4096 others, but the file has 448"];
        yield return [
            good with { Matrix = [1, 0, 0, 0, 0, double.NaN, 0, 0, 0, 0, 1, 0] }, "its srow_x, y and z must be finite, but they are not"];
        yield return
        [
            good with { Matrix = [1, 1, 0, 0, 1, 1, 0, 0, 0, 0, 1, 0] },
            "the axes of its srow_x, y and z must span space, but lie in one plane",
        ];
        yield return [good with { Matrix = new double[12] }, "the axes of its srow_x, y and z must span space, but lie in one plane"];
        yield return
        [
            good with { Matrix = null, Quaternion = [1, 0.5, 0, 0, 0, 0] },
            "its quatern_b, c and d must be of length 1 at most, but are 1, 0.5 and 0",
        ];
        yield return
        [
            good with { Matrix = null, Quaternion = [0, 0, 0, 0, double.NaN, 0] },
            "its qoffset and pixdim must be finite, but they are not",
        ];
        yield return [good with { Dimensions = [3, 4, 2] },
            "its shape (channels, depth, height, width) must be (1, 4, 3, 2), but is (1, 3, 4, 2)"];
        yield return [good with { Voxels = new byte[95] },
            "its vox_offset and dim announce 96 bytes of voxels behind 352 others, but the file has 447"];
    }

    [TestMethod]
    [DynamicData(nameof(Headers))]
    public void Read_FieldThatCannotBe_IsNamed(object file, string message) =>
        Error.Is<InvalidDataException>(message, () => NiftiFile.Read(((NiftiFile)file).Bytes, Shape, canonical: true));

    [TestMethod]
    public void Read_FileThatIsNone_SaysWhy()
    {
        var good = new NiftiFile().Bytes;
        Error.Is<InvalidDataException>(
            "it must have a whole header of 348 bytes, but the file ends within it", () => NiftiFile.Read([], Shape));
        Error.Is<InvalidDataException>(
            "it must have a whole header of 348 bytes, but the file ends within it", () => NiftiFile.Read(good[..347], Shape));
        Error.Is<InvalidDataException>(
            "it must have a whole header of 540 bytes, but the file ends within it",
            () => NiftiFile.Read(new NiftiFile { Version = 2 }.Bytes[..400], Shape));
        Error.Is<InvalidDataException>(
            "its sizeof_hdr must be 348 (NIfTI-1) or 540 (NIfTI-2), but is 1701998445",
            () => NiftiFile.Read([.. "more"u8, .. "palabras"u8], Shape));
        Error.Is<InvalidDataException>(
            "its magic must be 'n+1' or 'ni1', but its bytes are 00000000",
            () => NiftiFile.Read([.. good[..344], 0, 0, 0, 0, .. good[348..]], Shape));
        var second = new NiftiFile { Version = 2 }.Bytes;
        Error.Is<InvalidDataException>(
            "its magic must be 'n+2' or 'ni2', but its bytes are 6E2B32000A0A1A0A",
            () => NiftiFile.Read([.. second[..8], 10, .. second[9..]], Shape));
    }

    [TestMethod]
    public void Read_PackedFileThatEndsEarly_IsRefused()
    {
        // Numbers that do not pack well, so that the cut lies within the voxels.
        var random = new Random(1);
        var voxels = new byte[96];
        random.NextBytes(voxels);
        var file = new NiftiFile { DataType = 8, Voxels = voxels };
        Assert.HasCount(24, NiftiFile.Read(file.Packed, Shape));
        // Behind the voxels stand the end of the last block, a checksum and a length.
        for (var length = 30; length < file.Packed.Length - 16; length += 7)
            Assert.ThrowsExactly<InvalidDataException>(() => NiftiFile.Read(file.Packed[..length], Shape), $"{length} bytes");
        Error.Is<InvalidDataException>(
            "it must have 24 voxels, but the file ends after 23", () => NiftiFile.Read(NiftiFile.Pack(file.Bytes[..^1]), Shape));
        Error.Is<InvalidDataException>(
            "it must have 4 bytes before its voxels, but ends 2 bytes before them",
            () => NiftiFile.Read(NiftiFile.Pack(file.Bytes[..350]), Shape));
    }

    [TestMethod]
    public void Read_PackedFileWithAFlippedVoxel_IsRefused()
    {
        var packed = new NiftiFile().Packed;
        // The checksum, of eight bytes at the end the first four.
        packed[^6] ^= 1;
        Assert.ThrowsExactly<InvalidDataException>(() => NiftiFile.Read(packed, Shape));
    }

    [TestMethod]
    public void ReadShape_AnnouncesMoreThanItCanHave_IsRefused()
    {
        var file = new NiftiFile { Dimensions = [2047, 1024, 1000], Voxels = [] };
        Error.Is<InvalidDataException>(
            "its vox_offset and dim announce 8384512000 bytes of voxels behind 352 others, but the file has 352",
            () => NiftiFile.ReadShape(file.Bytes));
        Assert.ThrowsExactly<InvalidDataException>(() => NiftiFile.ReadShape(file.Packed));
    }

    [TestMethod]
    public void Read_MutatedHeaders_ThrowOneTypeOrGiveValues()
    {
        var random = new Random(1);
        byte[][] good = [
            new NiftiFile().Bytes, new NiftiFile { Version = 2, IsBigEndian = true }.Bytes,
            new NiftiFile { Matrix = null, Quaternion = new double[6] }.Bytes];
        var refused = 0;
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 10_000; i++)
        {
            var file = (byte[])good[i % good.Length].Clone();
            for (var changes = random.Next(1, 5); changes > 0; changes--)
                file[random.Next(file.Length - 96)] = (byte)random.Next(256);
            if (random.Next(8) == 0)
                file = file[..random.Next(file.Length)];
            if (random.Next(4) == 0)
                file = NiftiFile.Pack(file);
            try
            {
                NiftiFile.ReadShape(file, canonical: true);
                NiftiFile.Read(file, Shape, canonical: true);
            }
            catch (InvalidDataException)
            {
                refused++;
            }
        }
        Assert.IsInRange(2_000, 9_000, refused);
        // Some kilobytes for a file, whatever its header announces.
        Assert.IsLessThan(10_000L * 200_000, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
