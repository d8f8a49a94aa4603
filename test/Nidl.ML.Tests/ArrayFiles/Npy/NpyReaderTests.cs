using System.Text;

namespace Nidl.ML.Tests.Npy;

[TestClass]
public sealed class NpyReaderTests
{
    private static readonly float[] OneTwoThree = [1, 2, 3];

    [TestMethod]
    [DataRow((byte)1)]
    [DataRow((byte)2)]
    [DataRow((byte)3)]
    public void Read_EveryVersion_GivesTheValues(byte version) => CollectionAssert.AreEqual(
        OneTwoThree, NpyFile.Read(NpyFile.Of("<f4", "(3,)", NpyFile.Bytes(OneTwoThree, BitConverter.GetBytes), version: version), [3]));

    [TestMethod]
    public void Read_FileAsNumPyWritesIt_GivesTheValues()
    {
        // numpy.save of numpy.array([[1, 2], [3, 4]], dtype='uint8'), byte for byte.
        var header = "{'descr': '|u1', 'fortran_order': False, 'shape': (2, 2), }".PadRight(117) + "\n";
        byte[] file = [0x93, .. "NUMPY"u8, 1, 0, 0x76, 0, .. Encoding.ASCII.GetBytes(header), 1, 2, 3, 4];
        Assert.HasCount(128 + 4, file);
        CollectionAssert.AreEqual(new float[] { 1, 2, 3, 4 }, NpyFile.Read(file, [2, 2]));
    }

    public static IEnumerable<object[]> Types()
    {
        foreach (var order in "<>")
        {
            var isReversed = order == '>';
            yield return [
                $"{order}f2", NpyFile.Bytes([(Half)1.5, (Half)(-2), (Half)65504], BitConverter.GetBytes, isReversed),
                new float[] { 1.5f, -2, 65504 }];
            yield return [
                $"{order}f4", NpyFile.Bytes([1.5f, -2, 1e30f], BitConverter.GetBytes, isReversed), new float[] { 1.5f, -2, 1e30f }];
            yield return [
                $"{order}f8", NpyFile.Bytes([1.5, -2, Math.PI], BitConverter.GetBytes, isReversed), new float[] { 1.5f, -2, MathF.PI }];
            yield return [
                $"{order}i2", NpyFile.Bytes<short>([1, -2, short.MaxValue], BitConverter.GetBytes, isReversed),
                new float[] { 1, -2, 32767 }];
            yield return [
                $"{order}i4", NpyFile.Bytes([1, -2, int.MinValue], BitConverter.GetBytes, isReversed), new float[] { 1, -2, -2147483648f }];
            yield return [
                $"{order}i8", NpyFile.Bytes([1, -2, long.MaxValue], BitConverter.GetBytes, isReversed),
                new float[] { 1, -2, 9223372036854775807f }];
            yield return [
                $"{order}u2", NpyFile.Bytes<ushort>([1, 2, ushort.MaxValue], BitConverter.GetBytes, isReversed),
                new float[] { 1, 2, 65535 }];
            yield return [
                $"{order}u4", NpyFile.Bytes<uint>([1, 2, uint.MaxValue], BitConverter.GetBytes, isReversed),
                new float[] { 1, 2, 4294967295f }];
            yield return [
                $"{order}u8", NpyFile.Bytes<ulong>([1, 2, ulong.MaxValue], BitConverter.GetBytes, isReversed),
                new float[] { 1, 2, 18446744073709551615f }];
        }
        yield return ["|i1", new byte[] { 1, 254, 127 }, new float[] { 1, -2, 127 }];
        yield return ["|u1", new byte[] { 1, 2, 255 }, new float[] { 1, 2, 255 }];
        yield return ["|b1", new byte[] { 1, 0, 2 }, new float[] { 1, 0, 1 }];
        yield return ["f4", NpyFile.Bytes(OneTwoThree, BitConverter.GetBytes), OneTwoThree];
    }

    [TestMethod]
    [DynamicData(nameof(Types))]
    public void Read_EveryType_GivesTheValuesAsSingle(string type, byte[] values, float[] expected) =>
        CollectionAssert.AreEqual(expected, NpyFile.Read(NpyFile.Of(type, "(3,)", values), [3]));

    [TestMethod]
    public void Read_FortranOrder_EqualsCOrder()
    {
        long[] shape = [3, 4, 5];
        var expected = Enumerable.Range(0, 60).Select(i => (float)i).ToArray();
        var fortran = new List<float>();
        for (var k = 0; k < 5; k++)
            for (var j = 0; j < 4; j++)
                for (var i = 0; i < 3; i++)
                    fortran.Add(expected[i * 20 + j * 5 + k]);
        var file = NpyFile.Of("<f4", "(3, 4, 5)", NpyFile.Bytes(fortran.ToArray(), BitConverter.GetBytes), isFortranOrder: true);
        CollectionAssert.AreEqual(expected, NpyFile.Read(file, InputShape.Create(shape)));
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Read_MoreThanABlock_KeepsAllValues(bool isFortranOrder)
    {
        const int Rows = 300, Columns = 200;
        var values = new float[Rows * Columns];
        for (var i = 0; i < Rows; i++)
            for (var j = 0; j < Columns; j++)
                values[isFortranOrder ? j * Rows + i : i * Columns + j] = i * Columns + j;
        var file = NpyFile.Of(
            ">f8", $"({Rows}, {Columns})", NpyFile.Bytes(values, value => BitConverter.GetBytes((double)value), isReversed: true),
            isFortranOrder);
        CollectionAssert.AreEqual(Enumerable.Range(0, values.Length).Select(i => (float)i).ToArray(), NpyFile.Read(file, [Rows, Columns]));
    }

    [TestMethod]
    [DataRow("{'shape': (3,), 'fortran_order': False, 'descr': '<f4'}")]
    [DataRow("{\"descr\":\"<f4\",\"fortran_order\":False,\"shape\":(3,)}")]
    [DataRow("{'descr': '<f4', 'fortran_order': False, 'shape': (3L,), }")]
    [DataRow("  {'descr' : '<f4' , 'fortran_order' : True , 'shape' : ( 3 , ) }  ")]
    public void Read_HeaderAsOthersWriteIt_GivesTheValues(string header) =>
        CollectionAssert.AreEqual(OneTwoThree, NpyFile.Read(NpyFile.Raw(header, NpyFile.Bytes(OneTwoThree, BitConverter.GetBytes)), [3]));

    [TestMethod]
    public void Read_DimensionsOfOne_DoNotCount()
    {
        CollectionAssert.AreEqual(OneTwoThree, NpyFile.Read(NpyFile.OfSingles("(1, 3, 1)", OneTwoThree), [3]));
        CollectionAssert.AreEqual(new float[] { 7 }, NpyFile.Read(NpyFile.OfSingles("()", 7), [1]));
    }

    [TestMethod]
    public void Read_ValuesAfterTheArray_AreLeftAlone() =>
        CollectionAssert.AreEqual(OneTwoThree, NpyFile.Read([.. NpyFile.OfSingles("(3,)", OneTwoThree), 1, 2, 3, 4], [3]));

    [TestMethod]
    [DataRow(
        "{'descr': '<c8', 'fortran_order': False, 'shape': (3,), }",
        "its values must be of type f2, f4, f8, i1 to i8, u1 to u8 or b1, but are of '<c8'")]
    [DataRow(
        "{'descr': '|O', 'fortran_order': False, 'shape': (3,), }",
        "its values must be of type f2, f4, f8, i1 to i8, u1 to u8 or b1, but are of '|O'")]
    [DataRow(
        "{'descr': '|f4', 'fortran_order': False, 'shape': (3,), }",
        "its values must be of type f2, f4, f8, i1 to i8, u1 to u8 or b1, but are of '|f4'")]
    [DataRow(
        "{'descr': '', 'fortran_order': False, 'shape': (3,), }",
        "its values must be of type f2, f4, f8, i1 to i8, u1 to u8 or b1, but are of ''")]
    [DataRow(
        "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (3,), }",
        "its header is malformed: 'descr' must be the name of a type, but is [('a', '<f4')]")]
    [DataRow(
        "{'descr': '<f4', 'fortran_order': 'x', 'shape': (3,), }",
        "its header is malformed: 'fortran_order' must be True or False, but is 'x'")]
    [DataRow("{'descr': '<f4', 'fortran_order': False, }", "its header is malformed: it must have the entry 'shape', but has not")]
    [DataRow(
        "{'descr': '<f4', 'descr': '<f4', 'shape': (3,), }",
        "its header is malformed: it must have each entry once, but has 'descr' again")]
    [DataRow(
        "{'descr': '<f4', 'fortran_order': False, 'shape': (3, x), }",
        "its header is malformed: 'shape' must be a tuple of numbers, but is (3, x)")]
    [DataRow(
        "{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,), }",
        "its header is malformed: 'shape' must have dimensions of 64 bits, but has 99999999999999999999")]
    [DataRow(
        "{'descr': '<f4', 'fortran_order': False, 'shape': (0,), }",
        "its shape must have dimensions of at least 1 and at most 2147483647 values in all, but is (0)")]
    [DataRow(
        "{'descr': '<f4', 'fortran_order': False, 'shape': (4294967296, 4294967296), }",
        "its shape must have dimensions of at least 1 and at most 2147483647 values in all, but is (4294967296, 4294967296)")]
    [DataRow(
        "{'descr': '<f4', 'fortran_order': False, 'shape': (1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,3), }",
        "its header is malformed: 'shape' must have at most 32 dimensions, but has 33")]
    [DataRow("", "its header is malformed: it must be a dictionary of 'descr', 'fortran_order' and 'shape', but at character 0 it is not")]
    [DataRow(
        "{'descr': '<f4' 'fortran_order': False}",
        "its header is malformed: it must be a dictionary of 'descr', 'fortran_order' and 'shape', but at character 16 it is not")]
    [DataRow("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2), }", "its shape must be (3), but is (2, 2)")]
    public void Read_HeaderThatCannotBeUsed_SaysWhy(string header, string message) =>
        Error.Is<InvalidDataException>(
            message, () => NpyFile.Read(NpyFile.Raw(header, NpyFile.Bytes(OneTwoThree, BitConverter.GetBytes)), [3]));

    [TestMethod]
    public void Read_FileThatIsNone_SaysWhy()
    {
        var good = NpyFile.OfSingles("(3,)", OneTwoThree);
        Error.Is<InvalidDataException>(
            "the file must begin with '\\x93NUMPY', but it does not", () => NpyFile.Read([.. "PK345678"u8], [3]));
        Error.Is<InvalidDataException>("it must have a whole header, but the file ends within it", () => NpyFile.Read([], [3]));
        Error.Is<InvalidDataException>("it must have a whole header, but the file ends within it", () => NpyFile.Read(good[..40], [3]));
        Error.Is<InvalidDataException>("it must have 3 values, but the file ends after 2", () => NpyFile.Read(good[..^1], [3]));
        Error.Is<InvalidDataException>(
            "its version must be 1 to 3, but it is 4.0", () => NpyFile.Read([.. good[..6], 4, 0, .. good[8..]], [3]));
        Error.Is<InvalidDataException>(
            "its header must have at most 16384 bytes, but 4294967295 are announced",
            () => NpyFile.Read([.. good[..6], 2, 0, 255, 255, 255, 255, .. good[12..]], [3]));
    }

    [TestMethod]
    public void Read_MutatedFiles_ThrowOneTypeOrGiveValues()
    {
        var random = new Random(1);
        var good = NpyFile.OfSingles("(3, 2)", 1, 2, 3, 4, 5, 6);
        var refused = 0;
        for (var i = 0; i < 10_000; i++)
        {
            var file = good[..random.Next(random.Next(2) == 0 ? 1 : good.Length, good.Length + 1)];
            for (var changes = random.Next(4); changes > 0; changes--)
                file[random.Next(Math.Min(file.Length, 80))] = (byte)random.Next(256);
            try
            {
                NpyFile.Read(file, [3, 2]);
            }
            catch (InvalidDataException)
            {
                refused++;
            }
        }
        Assert.IsGreaterThan(5_000, refused);
    }
}
