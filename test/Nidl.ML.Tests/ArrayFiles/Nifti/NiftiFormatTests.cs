namespace Nidl.ML.Tests.Nifti;

[TestClass]
public sealed class NiftiFormatTests
{
    // Four along x, three along y, two along z.
    private static readonly InputShape Shape = [1, 4, 3, 2];
    private static readonly float[] Counted = [.. Enumerable.Range(0, 24).Select(i => (float)i)];

    [TestMethod]
    [DataRow(1, false)]
    [DataRow(1, true)]
    [DataRow(2, false)]
    [DataRow(2, true)]
    public void Read_EveryVersionAndByteOrder_GivesTheVoxels(int version, bool isBigEndian)
    {
        var file = new NiftiFile { Version = version, IsBigEndian = isBigEndian };
        foreach (var bytes in new[] { file.Bytes, file.Packed })
        {
            Assert.AreEqual(Shape, NiftiFile.ReadShape(bytes));
            CollectionAssert.AreEqual(Counted, NiftiFile.Read(bytes, Shape));
        }
    }

    public static IEnumerable<object[]> Types()
    {
        foreach (var isBigEndian in new[] { false, true })
        {
            byte[] Bytes<T>(Func<T, byte[]> bytes, params T[] values) =>
                [.. values.SelectMany(value => isBigEndian ? bytes(value).Reverse() : bytes(value))];
            yield return [isBigEndian, 2, 8, new byte[] { 1, 2, 255 }, new float[] { 1, 2, 255 }];
            yield return [isBigEndian, 256, 8, new byte[] { 1, 254, 127 }, new float[] { 1, -2, 127 }];
            yield return [isBigEndian, 4, 16, Bytes<short>(BitConverter.GetBytes, 1, -2, short.MaxValue), new float[] { 1, -2, 32767 }];
            yield return [isBigEndian, 512, 16, Bytes<ushort>(BitConverter.GetBytes, 1, 2, ushort.MaxValue), new float[] { 1, 2, 65535 }];
            yield return [isBigEndian, 8, 32, Bytes<int>(BitConverter.GetBytes, 1, -2, int.MinValue), new float[] { 1, -2, -2147483648f }];
            yield return [isBigEndian, 768, 32, Bytes<uint>(BitConverter.GetBytes, 1, 2, uint.MaxValue), new float[] { 1, 2, 4294967295f }];
            yield return [
                isBigEndian, 1024, 64, Bytes<long>(BitConverter.GetBytes, 1, -2, long.MaxValue),
                new float[] { 1, -2, 9223372036854775807f }];
            yield return [
                isBigEndian, 1280, 64, Bytes<ulong>(BitConverter.GetBytes, 1, 2, ulong.MaxValue),
                new float[] { 1, 2, 18446744073709551615f }];
            yield return [isBigEndian, 16, 32, Bytes<float>(BitConverter.GetBytes, 1.5f, -2, 1e30f), new float[] { 1.5f, -2, 1e30f }];
            yield return [isBigEndian, 64, 64, Bytes<double>(BitConverter.GetBytes, 1.5, -2, Math.PI), new float[] { 1.5f, -2, MathF.PI }];
        }
    }

    [TestMethod]
    [DynamicData(nameof(Types))]
    public void Read_EveryType_GivesTheValuesAsSingle(bool isBigEndian, int type, int bits, byte[] voxels, float[] expected)
    {
        var file = new NiftiFile { IsBigEndian = isBigEndian, DataType = (short)type, BitsPerVoxel = (short)bits, Dimensions = [3],
            Voxels = voxels };
        CollectionAssert.AreEqual(expected, NiftiFile.Read(file.Bytes, [1, 3, 1, 1]));
        // Multiplied and shifted in double precision, then rounded.
        float[] scaled = [.. expected.Select((_, i) => (float)(Exact(type, voxels, i, isBigEndian) * (double)0.1f + 7))];
        CollectionAssert.AreEqual(scaled, NiftiFile.Read((file with { Slope = 0.1f, Intercept = 7 }).Bytes, [1, 3, 1, 1]));
    }

    [TestMethod]
    [DataRow(0.0, 5.0)]
    [DataRow(double.NaN, 5.0)]
    [DataRow(double.PositiveInfinity, double.NaN)]
    public void Read_SlopeThatIsNone_LeavesTheValues(double slope, double intercept) =>
        CollectionAssert.AreEqual(Counted, NiftiFile.Read(new NiftiFile { Slope = slope, Intercept = intercept }.Bytes, Shape));

    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    public void Read_Extensions_ArePassedOver(int version)
    {
        var file =
            new NiftiFile { Version = version, Extension = [1, 0, 0, 0, 32, 0, 0, 0, 6, 0, 0, 0, .. new byte[24], .. new byte[32_940]] };
        CollectionAssert.AreEqual(Counted, NiftiFile.Read(file.Bytes, Shape));
        CollectionAssert.AreEqual(Counted, NiftiFile.Read(file.Packed, Shape));
        CollectionAssert.AreEqual(Counted, NiftiFile.Read(new NiftiFile { Version = version, VoxelOffset = 0 }.Bytes, Shape));
    }

    [TestMethod]
    public void Read_SeveralVolumes_AreChannels()
    {
        Assert.AreEqual(InputShape.Create([2, 4, 3, 2]), NiftiFile.ReadShape(new NiftiFile { Dimensions = [4, 3, 2, 2] }.Bytes));
        Assert.AreEqual(InputShape.Create([3, 4, 3, 2]), NiftiFile.ReadShape(new NiftiFile { Dimensions = [4, 3, 2, 1, 3] }.Bytes));
        Assert.AreEqual(Shape, NiftiFile.ReadShape(new NiftiFile { Dimensions = [4, 3, 2, 1] }.Bytes));
        Assert.AreEqual(InputShape.Create([1, 4, 3, 1]), NiftiFile.ReadShape(new NiftiFile { Dimensions = [4, 3] }.Bytes));
        float[] expected = [.. Enumerable.Range(0, 48).Select(i => (float)i)];
        CollectionAssert.AreEqual(expected, NiftiFile.Read(new NiftiFile { Dimensions = [4, 3, 2, 2] }.Bytes, [2, 4, 3, 2]));
    }

    // Every one of the 48 ways in which the axes of a file can run along those of space.
    [TestMethod]
    public void Read_CanonicalOrientation_PutsEachVoxelWhereItIsInSpace()
    {
        int[][] orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];
        foreach (var axes in orders)
        {
            for (var turned = 0; turned < 8; turned++)
            {
                var matrix = new double[12];
                for (var axis = 0; axis < 3; axis++)
                    matrix[4 * axes[axis] + axis] = (turned >> axis & 1) == 1 ? -2 : 2;
                AssertInSpace(new NiftiFile { Matrix = matrix, Dimensions = [4, 3, 2, 2] }, axes, turned);
            }
        }
    }

    [TestMethod]
    public void Read_Quaternion_IsWhatItsRotationSays()
    {
        // A quarter turn about z: i runs along y, j against x. With the other side, k runs downward.
        var half = Math.Sqrt(0.5);
        AssertInSpace(new NiftiFile { Matrix = null, Quaternion = [0, 0, half, 0, 0, 0] }, [1, 0, 2], turned: 2);
        AssertInSpace(new NiftiFile { Matrix = null, Quaternion = [0, 0, half, 0, 0, 0], Distances = [-1, 1, 1, 1] }, [1, 0, 2], turned: 6);
        // The matrix counts where there are both.
        AssertInSpace(new NiftiFile { Quaternion = [0, 0, half, 0, 0, 0] }, [0, 1, 2], turned: 0);
    }

    [TestMethod]
    public void Read_NeitherMatrixNorQuaternion_RunsToTheLeft() => AssertInSpace(new NiftiFile { Matrix = null }, [0, 1, 2], turned: 1);

    // Two axes 11 degrees apart: nearest to the first is y by its angle alone, which the second needs.
    [TestMethod]
    public void Read_ShearedAxes_AreAssignedByTheirRotation() =>
        AssertInSpace(new NiftiFile { Matrix = [0.6, 0.45, 0, 0, 0.8, 0.9, 0, 0, 0, 0, 1, 0] }, [0, 1, 2], turned: 0);

    [TestMethod]
    [DataRow(NonFiniteVoxels.SetToZero, 0f, 0f)]
    [DataRow(NonFiniteVoxels.Keep, float.NaN, float.NegativeInfinity)]
    public void Read_NonFiniteVoxels_BecomeWhatWasChosen(NonFiniteVoxels choice, float first, float second)
    {
        var file = new NiftiFile { Dimensions = [3],
            Voxels = [.. new[] { 1f, float.NaN, float.NegativeInfinity }.SelectMany(BitConverter.GetBytes)] };
        CollectionAssert.AreEqual(new[] { 1, first, second }, NiftiFile.Read(file.Bytes, [1, 3, 1, 1], nonFinite: choice));
        Error.Is<InvalidDataException>(
            "its voxels must be finite, but 2 of 3 are not; NonFiniteVoxels can set them to 0", () =>
                NiftiFile.Read(file.Bytes, [1, 3, 1, 1]));
    }

    private static double Exact(int type, byte[] voxels, int index, bool isBigEndian)
    {
        var size = voxels.Length / 3;
        byte[] bytes = voxels[(index * size)..((index + 1) * size)];
        if (isBigEndian)
            Array.Reverse(bytes);
        return type switch
        {
            2 => bytes[0],
            256 => (sbyte)bytes[0],
            4 => BitConverter.ToInt16(bytes),
            512 => BitConverter.ToUInt16(bytes),
            8 => BitConverter.ToInt32(bytes),
            768 => BitConverter.ToUInt32(bytes),
            1024 => BitConverter.ToInt64(bytes),
            1280 => BitConverter.ToUInt64(bytes),
            16 => BitConverter.ToSingle(bytes),
            _ => BitConverter.ToDouble(bytes),
        };
    }

    // Each voxel of the file, found where its axes of space and their directions say.
    private static void AssertInSpace(NiftiFile file, int[] axes, int turned)
    {
        int[] stored = [.. file.Dimensions.Concat([1, 1]).Take(4).Select(length => (int)length)];
        var lengths = new int[3];
        for (var axis = 0; axis < 3; axis++)
            lengths[axes[axis]] = stored[axis];
        InputShape shape = [stored[3], lengths[0], lengths[1], lengths[2]];
        Assert.AreEqual(shape, NiftiFile.ReadShape(file.Bytes, canonical: true));
        var values = NiftiFile.Read(file.Bytes, shape, canonical: true);
        var voxels = NiftiFile.Counted(file.Dimensions, first: 0);
        for (var index = 0; index < voxels.Length; index++)
        {
            int[] voxel = [index % stored[0], index / stored[0] % stored[1], index / (stored[0] * stored[1]) % stored[2]];
            var place = new int[3];
            for (var axis = 0; axis < 3; axis++)
                place[axes[axis]] = (turned >> axis & 1) == 1 ? stored[axis] - 1 - voxel[axis] : voxel[axis];
            var channel = index / (stored[0] * stored[1] * stored[2]);
            Assert.AreEqual(voxels[index], values[((channel * lengths[0] + place[0]) * lengths[1] + place[1]) * lengths[2] + place[2]]);
        }
    }
}
