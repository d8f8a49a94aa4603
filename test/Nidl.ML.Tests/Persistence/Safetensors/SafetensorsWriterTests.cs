using System.Text;
using Nidl.ML.Tests.Encoders;
using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Tests.Embedding;

[TestClass]
public sealed class SafetensorsWriterTests
{
    private static byte[] Write(IReadOnlyDictionary<string, string>? metadata, params (string Name, Tensor Tensor)[] tensors)
    {
        using var stream = new MemoryStream();
        SafetensorsWriter.Write(stream, tensors.Select(entry => KeyValuePair.Create(entry.Name, entry.Tensor)), metadata);
        return stream.ToArray();
    }

    [TestMethod]
    public void Write_Always_GivesTheFormatsBytes()
    {
        using var scope = NewDisposeScope();
        var file = Write(
            new Dictionary<string, string> { ["z"] = "1", ["a"] = "2" },
            ("second", tensor(new[] { 1.5f, -2f })), ("first", tensor(new short[] { 1, -1 })));
        var header =
            """{"__metadata__":{"a":"2","z":"1"},"second":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"first":{"dtype":"I16","shape":[2],"data_offsets":[8,12]}}""";
        var padded = header.PadRight((header.Length + 7) / 8 * 8);
        CollectionAssert.AreEqual(
            SafetensorsFixtures.File(padded, 0, 0, 0xC0, 0x3F, 0, 0, 0, 0xC0, 1, 0, 0xFF, 0xFF), file);
    }

    [TestMethod]
    public void Write_AnyHeader_AlignsTheDataToEightBytes()
    {
        using var values = ones(1);
        for (var length = 1; length < 20; length++)
        {
            var file = Write(null, (new string('n', length), values));
            Assert.AreEqual(0, (file.Length - 4) % 8);
            Assert.AreEqual((byte)'}', Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(file, 8, file.Length - 12).TrimEnd(' '))[^1]);
        }
    }

    [TestMethod]
    [DataRow(ScalarType.Float64)]
    [DataRow(ScalarType.Float32)]
    [DataRow(ScalarType.Float16)]
    [DataRow(ScalarType.BFloat16)]
    [DataRow(ScalarType.Int64)]
    [DataRow(ScalarType.Int32)]
    [DataRow(ScalarType.Int16)]
    [DataRow(ScalarType.Int8)]
    [DataRow(ScalarType.Byte)]
    [DataRow(ScalarType.Bool)]
    public void Read_OfWrite_IsEqual(ScalarType type)
    {
        using var scope = NewDisposeScope();
        var values = (arange(24, dtype: ScalarType.Float32) - (type is ScalarType.Byte or ScalarType.Bool ? 0 : 11)).reshape(2, 3, 4)
            .to(type);
        var file = Write(null, ("values", values), ("scalar", values[0, 0, 1]), ("empty", zeros(0, 3).to(type)));
        using var read = SafetensorsFixtures.Read(file);
        Assert.AreEqual(type, read.Tensors["values"].dtype);
        CollectionAssert.AreEqual(values.shape, read.Tensors["values"].shape);
        CollectionAssert.AreEqual(values.Values(), read.Tensors["values"].Values());
        CollectionAssert.AreEqual(values[0, 0, 1].Values(), read.Tensors["scalar"].Values());
        CollectionAssert.AreEqual(new long[] { 0, 3 }, read.Tensors["empty"].shape);
    }

    [TestMethod]
    public void Write_ViewsAndGradients_AreWrittenAsTheyRead()
    {
        using var scope = NewDisposeScope();
        var values = arange(12, dtype: ScalarType.Float32).reshape(3, 4);
        var parameter = new TorchSharp.Modules.Parameter(values.clone());
        using var read = SafetensorsFixtures.Read(
            Write(null, ("transposed", values.t()), ("part", values.narrow(1, 1, 2)), ("parameter", parameter)));
        CollectionAssert.AreEqual(values.t().Values(), read.Tensors["transposed"].Values());
        CollectionAssert.AreEqual(values.narrow(1, 1, 2).Values(), read.Tensors["part"].Values());
        CollectionAssert.AreEqual(values.Values(), read.Tensors["parameter"].Values());
    }

    [TestMethod]
    public void Write_TensorsLargerThanAChunk_AreWhole()
    {
        using var scope = NewDisposeScope();
        var values = arange(20_000_000, dtype: ScalarType.Float32); // 80 MB
        using var read = SafetensorsFixtures.Read(Write(null, ("values", values)));
        Assert.AreEqual(0.0, (read.Tensors["values"] - values).abs().max().ToDouble());
    }

    [TestMethod]
    public void Write_Names_KeepTheirCharacters()
    {
        using var values = ones(1);
        using var read = SafetensorsFixtures.Read(Write(null, ("läyer \"0\"\\\n \U0001F600", values)));
        Assert.AreEqual("läyer \"0\"\\\n \U0001F600", read.Tensors.Keys.Single());
    }

    [TestMethod]
    public void Write_NameTwiceOrReserved_Throws()
    {
        using var values = ones(1);
        Assert.AreEqual(
            "A safetensors file needs tensors with names of their own, other than '__metadata__', "
            + "but 'a' was given once too often. (Parameter 'tensors')",
            Assert.ThrowsExactly<ArgumentException>(() => Write(null, ("a", values), ("a", values))).Message);
        Assert.ThrowsExactly<ArgumentException>(() => Write(null, ("__metadata__", values)));
    }

    [TestMethod]
    public void Write_TypeThatTheFormatLacks_Throws()
    {
        using var values = zeros(1, ScalarType.ComplexFloat32);
        Assert.AreEqual(
            "A safetensors file needs tensors of Float64, Float32, Float16, BFloat16, Int64, Int32, Int16, Int8, Byte, Bool, "
            + "but ComplexFloat32 was given. (Parameter 'type')",
            Assert.ThrowsExactly<ArgumentException>(() => Write(null, ("a", values))).Message);
    }
}
