using System.Text;
using Nidl.ML.Tests.Encoders;
using static Nidl.ML.Tests.Embedding.SafetensorsFixtures;
using static TorchSharp.torch;

namespace Nidl.ML.Tests.Embedding;

[TestClass]
public sealed class SafetensorsReaderTests
{
    [TestMethod]
    public void Read_HandMadeFile_GivesItsTensorsAndMetadata()
    {
        var header = """
            {"__metadata__":{"format":"pt"},"b":{"dtype":"I16","shape":[3],"data_offsets":[8,14]},
             "a":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]},"empty":{"dtype":"F64","shape":[0,4],"data_offsets":[14,14]},
             "scalar":{"dtype":"U8","shape":[],"data_offsets":[14,15]}}  
            """;
        // 1.5 and -2 as IEEE 754 singles; 1, -1 and 256 as 16-bit integers; 200.
        using var file = Read(File(header, 0, 0, 0xC0, 0x3F, 0, 0, 0, 0xC0, 1, 0, 0xFF, 0xFF, 0, 1, 200));
        CollectionAssert.AreEqual(new[] { "a", "b", "empty", "scalar" }, file.Tensors.Keys.ToArray());
        Assert.AreEqual("pt", file.Metadata["format"]);
        CollectionAssert.AreEqual(new[] { 1.5, -2 }, file.Tensors["a"].Values());
        CollectionAssert.AreEqual(new long[] { 1, 2 }, file.Tensors["a"].shape);
        CollectionAssert.AreEqual(new[] { 1.0, -1, 256 }, file.Tensors["b"].Values());
        Assert.AreEqual(ScalarType.Int16, file.Tensors["b"].dtype);
        CollectionAssert.AreEqual(new long[] { 0, 4 }, file.Tensors["empty"].shape);
        Assert.AreEqual(0L, file.Tensors["scalar"].dim());
        Assert.AreEqual(200.0, file.Tensors["scalar"].Values()[0]);
    }

    [TestMethod]
    public void Read_NoTensors_IsEmpty()
    {
        using var file = Read(File("{}"));
        Assert.IsEmpty(file.Tensors);
        Assert.IsEmpty(file.Metadata);
    }

    [TestMethod]
    public void Read_LengthGiven_LeavesWhatFollows()
    {
        byte[] bytes = File("""{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}}""", 1, 2);
        foreach (var isForwardOnly in new[] { false, true })
        {
            using var inner = new MemoryStream([.. bytes, 77]);
            using Stream stream = isForwardOnly ? new ForwardOnlyStream(inner) : inner;
            using var file = SafetensorsReader.Read(stream, bytes.Length);
            CollectionAssert.AreEqual(new[] { 1.0, 2 }, file.Tensors["a"].Values());
            Assert.AreEqual(77, stream.ReadByte());
        }
    }

    [TestMethod]
    public void Read_InsideADisposeScope_OutlivesIt()
    {
        SafetensorsFile file;
        using (var scope = NewDisposeScope())
        {
            file = Read(File("""{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}}""", 1, 2));
            Assert.AreEqual(0, scope.DisposablesCount);
        }
        CollectionAssert.AreEqual(new[] { 1.0, 2 }, file.Tensors["a"].Values());
        file.Dispose();
        Assert.IsTrue(file.Tensors["a"].IsInvalid);
    }

    [TestMethod]
    [DataRow(
        """{"a":{"dtype":"U9","shape":[1],"data_offsets":[0,1]}}""", 1,
        "The tensor 'a' must have one of the types F64, F32, F16, BF16, I64, I32, I16, I8, U8, BOOL, but 'U9' was found.")]
    [DataRow(
        """{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,1]}}""", 1,
        "The tensor 'a' of shape (2) needs 2 bytes, but its 'data_offsets' hold 1.")]
    [DataRow(
        """{"a":{"dtype":"F32","shape":[2,0],"data_offsets":[0,8]}}""", 8,
        "The tensor 'a' of shape (2, 0) needs 0 bytes, but its 'data_offsets' hold 8.")]
    [DataRow(
        """{"a":{"dtype":"U8","shape":[1],"data_offsets":[1,0]}}""", 1,
        "The tensor 'a' must have 'data_offsets' [begin, end] with begin at most end, but [1, 0] was found.")]
    [DataRow(
        """{"a":{"dtype":"U8","shape":[1],"data_offsets":[0]}}""", 1,
        "The tensor 'a' must have 'data_offsets' [begin, end] with begin at most end, but [0] was found.")]
    [DataRow(
        """{"a":{"dtype":"U8","shape":[1],"data_offsets":[-1,0]}}""", 1,
        "The tensor 'a' must have a 'data_offsets' of integers from 0, but [-1,0] was found.")]
    [DataRow(
        """{"a":{"dtype":"U8","shape":[1.5],"data_offsets":[0,1]}}""", 1,
        "The tensor 'a' must have a 'shape' of integers from 0, but [1.5] was found.")]
    [DataRow(
        """{"a":{"dtype":"U8","shape":[-1],"data_offsets":[0,1]}}""", 1,
        "The tensor 'a' must have a 'shape' of integers from 0, but [-1] was found.")]
    [DataRow(
        """{"a":{"dtype":"U8","shape":7,"data_offsets":[0,1]}}""", 1,
        "The tensor 'a' must have a 'shape' of at most 64 integers, but 7 was found.")]
    [DataRow(
        """{"a":{"dtype":"F64","shape":[4294967296,4294967296],"data_offsets":[0,0]}}""", 0,
        "The tensor 'a' must have fewer than 2^63 bytes, but its shape is (4294967296, 4294967296).")]
    [DataRow(
        """{"a":{"dtype":"U8","shape":[9223372036854775807,2,0],"data_offsets":[0,0]}}""", 0,
        "The tensor 'a' must have fewer than 2^63 bytes, but its shape is (9223372036854775807, 2, 0).")]
    [DataRow(
        """{"a":{"dtype":"U8","shape":[0,9223372036854775807,2],"data_offsets":[0,0]}}""", 0,
        "The tensor 'a' must have fewer than 2^63 bytes, but its shape is (0, 9223372036854775807, 2).")]
    [DataRow(
        """{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}}""", 3,
        "The tensor 'b' must begin at byte 2, where the one before it ends, but it begins at 1.")]
    [DataRow(
        """{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"b":{"dtype":"U8","shape":[1],"data_offsets":[2,3]}}""", 3,
        "The tensor 'b' must begin at byte 1, where the one before it ends, but it begins at 2.")]
    [DataRow(
        """{"a":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}""", 2,
        "The tensor 'a' must begin at byte 0, where the one before it ends, but it begins at 1.")]
    [DataRow(
        """{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}""", 2,
        "The safetensors tensors need 1 bytes after the header, but 2 were found.")]
    [DataRow(
        """{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}}""", 1,
        "The safetensors tensors need 2 bytes after the header, but 1 were found.")]
    [DataRow(
        """{"a":{"dtype":"U8","shape":[1]}}""", 1,
        "The tensor 'a' must have a 'dtype', a 'shape' and 'data_offsets', but {\"dtype\":\"U8\",\"shape\":[1]} was found.")]
    [DataRow("""{"a":3}""", 0, "The tensor 'a' must have a 'dtype', a 'shape' and 'data_offsets', but 3 was found.")]
    [DataRow("""{"__metadata__":{"a":1}}""", 0, "The safetensors metadata 'a' must be a string, but it is of kind Number.")]
    [DataRow("""{"__metadata__":[]}""", 0, "The safetensors '__metadata__' must be an object, but it is of kind Array.")]
    [DataRow(""" {}""", 0, "The safetensors header must begin with '{'.")]
    [DataRow("", 0, "The safetensors header must begin with '{'.")]
    public void Read_BadHeader_Throws(string header, int dataBytes, string message) =>
        Assert.AreEqual(message, Assert.ThrowsExactly<ModelFormatException>(() => Read(File(header, new byte[dataBytes]))).Message);

    [TestMethod]
    [DataRow("{")]
    [DataRow("{}x")]
    [DataRow("""{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}""")]
    [DataRow("""{"__metadata__":{"a":"1","a":"2"}}""")]
    [DataRow("""{"a":{"dtype":"U8","dtype":"U8","shape":[1],"data_offsets":[0,1]}}""")]
    [DataRow("""{"a":{"dtype":"\ud800","shape":[1],"data_offsets":[0,1]}}""")]
    [DataRow("""{"a":[[[[[[[[]]]]]]]]}""")]
    public void Read_HeaderThatIsNoValidJson_Throws(string header) =>
        Assert.StartsWith(
            "The safetensors header must be valid JSON, but: ",
            Assert.ThrowsExactly<ModelFormatException>(() => Read(File(header, 0))).Message);

    [TestMethod]
    public void Read_HeaderNotUtf8_Throws() =>
        Assert.AreEqual(
            "The safetensors header must be UTF-8, but other bytes were found.",
            Assert.ThrowsExactly<ModelFormatException>(() => Read(File([.. "{\"__metadata__\":{\"a\":\""u8, 0xFF, .. "\"}}"u8]))).Message);

    [TestMethod]
    public void Read_VeryDeepHeader_Throws() =>
        Assert.ThrowsExactly<ModelFormatException>(() => Read(File("{\"a\":" + new string('[', 1_000_000))));

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Read_HeaderLengthBeyondTheFileOrTheLimit_ThrowsWithoutTakingMemory(bool isForwardOnly)
    {
        SafetensorsFile ReadAll(byte[] bytes) =>
            SafetensorsReader.Read(isForwardOnly ? new ForwardOnlyStream(new MemoryStream(bytes)) : new MemoryStream(bytes));
        byte[] file = File("{}");
        file[0] = 99;
        Assert.AreEqual(
            isForwardOnly ? "The safetensors file ends within the header."
                : "The safetensors file must hold 99 bytes for the header, but only 2 are left.",
            Assert.ThrowsExactly<ModelFormatException>(() => ReadAll(file)).Message);
        file[7] = 0x80;
        Assert.AreEqual(
            "The safetensors header must have at most 100000000 bytes, but 9223372036854775907 are announced.",
            Assert.ThrowsExactly<ModelFormatException>(() => ReadAll(file)).Message);
        Assert.ThrowsExactly<ModelFormatException>(() => ReadAll(file[..5]));
        Assert.ThrowsExactly<ModelFormatException>(() => ReadAll([]));
        BitConverter.GetBytes(100_000_000L).CopyTo(file, 0);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.ThrowsExactly<ModelFormatException>(() => ReadAll(file));
        Assert.IsLessThan(4_000_000L, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [TestMethod]
    public void Read_TensorBeyondAForwardOnlyStream_ThrowsWithoutTakingMemory()
    {
        byte[] file = File("""{"a":{"dtype":"U8","shape":[4000000000000],"data_offsets":[0,4000000000000]}}""", 1, 2, 3);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.AreEqual(
            "The safetensors file ends within the tensor 'a'.",
            Assert.ThrowsExactly<ModelFormatException>(
                () => SafetensorsReader.Read(new ForwardOnlyStream(new MemoryStream(file)))).Message);
        Assert.IsLessThan(4_000_000L, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [TestMethod]
    public void Read_ForwardOnlyStreamWithMoreBytes_Throws()
    {
        byte[] file = File("""{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}""", 1, 2);
        Assert.AreEqual(
            "The safetensors tensors need 1 bytes after the header, but more were found.",
            Assert.ThrowsExactly<ModelFormatException>(
                () => SafetensorsReader.Read(new ForwardOnlyStream(new MemoryStream(file)))).Message);
    }

    [TestMethod]
    public void Read_LengthBeyondTheStream_Throws() =>
        Assert.AreEqual(
            "The safetensors file must have 50 bytes, but only 10 are left.",
            Assert.ThrowsExactly<ModelFormatException>(() => SafetensorsReader.Read(new MemoryStream(File("{}")), 50)).Message);

    [TestMethod]
    public void Read_BooleanOtherThanZeroOrOne_Throws() =>
        Assert.AreEqual(
            "The tensor 'a' of type BOOL must hold bytes 0 and 1 only.",
            Assert.ThrowsExactly<ModelFormatException>(
                () => Read(File("""{"a":{"dtype":"BOOL","shape":[3],"data_offsets":[0,3]}}""", 0, 1, 2))).Message);

    [TestMethod]
    public void Read_RandomMutations_GiveAFileOrModelFormatException()
    {
        byte[] valid = File(
            """{"__metadata__":{"k":"v"},"a":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]},"b":{"dtype":"BOOL","shape":[3],"data_offsets":[8,11]}}""",
            0, 0, 0xC0, 0x3F, 0, 0, 0, 0xC0, 1, 0, 1);
        var random = new Random(5);
        var (accepted, refused) = (0, 0);
        for (var i = 0; i < 6000; i++)
        {
            var mutant = Mutate(valid, random);
            try
            {
                using var stream = new MemoryStream(mutant);
                using var file = SafetensorsReader.Read(i % 2 == 0 ? stream : new ForwardOnlyStream(stream));
                accepted++;
            }
            catch (ModelFormatException)
            {
                refused++;
            }
        }
        // Changed tensor bytes and names make other valid files; most other changes do not.
        Assert.IsGreaterThan(50, accepted);
        Assert.IsGreaterThan(3000, refused);
    }

    private static byte[] Mutate(byte[] valid, Random random)
    {
        var bytes = valid.ToList();
        for (var changes = random.Next(1, 4); changes > 0; changes--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(5))
            {
                case 0: bytes[at] = (byte)random.Next(256); break;
                case 1: bytes[at] ^= (byte)(1 << random.Next(8)); break;
                case 2: bytes.RemoveAt(at); break;
                case 3: bytes.Insert(at, "0123456789\"{}[],:-"u8[random.Next(18)]); break;
                default: bytes.RemoveRange(at, random.Next(Math.Min(20, bytes.Count - at))); break;
            }
        }
        return [.. bytes];
    }
}
