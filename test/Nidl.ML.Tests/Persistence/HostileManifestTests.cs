using System.Text;
using System.Text.RegularExpressions;

namespace Nidl.ML.Tests.Persistence;

[TestClass]
public sealed class HostileManifestTests
{
    [TestMethod]
    [DataRow("2000000000", "[2000000000]")]
    [DataRow("60000", "[60000]")]
    [DataRow("4", "[8, 8]")]
    public void ReadPart_NetworkLargerThanItsWeights_IsRefusedBeforeItIsMade(string embedding, string hidden)
    {
        var part = SavedModel.WithManifest(SavedModel.Part, text =>
            Regex.Replace(
                Regex.Replace(text, "\"embeddingDimension\": 4", $"\"embeddingDimension\": {embedding}"),
                "\"hiddenDimensions\": \\[\\s*8\\s*\\]", $"\"hiddenDimensions\": {hidden}"));
        var error = Assert.ThrowsExactly<ModelFormatException>(() => SavedModel.ReadPart(part));
        Assert.StartsWith("The weights of the embedding must have the ", error.Message);
        // 36 * 8 + 8 + 8 * 4 + 4
        Assert.EndsWith(" values that its encoder has for rows of shape (1, 6, 6), but they have 332.", error.Message);
    }

    [TestMethod]
    public void ReadPart_WideInput_IsRefusedBeforeTheNetworkIsMade()
    {
        var part = SavedModel.WithManifest(
            SavedModel.Part, text => Regex.Replace(text, "\"inputShape\": \\[[^\\]]*\\]", "\"inputShape\": [2147483647]"));
        Error.Is<ModelFormatException>(
            $"The weights of the embedding must have the {2147483647L * 8 + 8 + 36} values that its encoder has for rows of shape "
            + "(2147483647), but they have 332.",
            () => SavedModel.ReadPart(part));
    }

    [TestMethod]
    [DataRow("7")]
    [DataRow("\"sideways\"")]
    [DataRow("null")]
    public void ReadPart_UnknownInputLayout_IsRefused(string layout)
    {
        const string Layout = "\"inputLayout\": ";
        var part = SavedModel.WithManifest(SavedModel.Part, text => Regex.Replace(text, Layout + "\"channelsFirst\"", Layout + layout));
        CollectionAssert.AreNotEqual(SavedModel.Part, part);
        var error = Assert.ThrowsExactly<ModelFormatException>(() => SavedModel.ReadPart(part));
        Assert.StartsWith("The manifest of the embedding must be JSON of format 1, but: ", error.Message);
    }

    [TestMethod]
    public void ReadPart_EncoderThatIsNotRegistered_SaysWhatToRegister()
    {
        var part = SavedModel.WithManifest(
            SavedModel.Part,
            text => Regex.Replace(text, "\"encoder\": \\{[^}]*\\}", "\"encoder\": { \"type\": \"custom\", \"name\": \"nobody's\" }"));
        Assert.Contains(
            "CustomEncoder.Register(\"nobody's\", shape => ...)",
            Assert.ThrowsExactly<ModelFormatException>(() => SavedModel.ReadPart(part)).Message);
    }

    [TestMethod]
    public void ReadPart_TorchScriptFileThatTheProgramDidNotName_IsNotLookedFor()
    {
        var sha256 = new string('0', 64);
        var part = SavedModel.WithManifest(
            SavedModel.Part,
            text => Regex.Replace(
                text, "\"encoder\": \\{[^}]*\\}",
                $"\"encoder\": {{ \"type\": \"torchScript\", \"fileName\": \"/etc/passwd\", \"sha256\": \"{sha256}\" }}"));
        Error.Is<ModelFormatException>(
            "The parts of the embedding's manifest must fit together, but: "
            + "The encoder '/etc/passwd' needs its TorchScript file in this process: "
            + $"call TorchScriptEncoder.FromFile with the file of SHA-256 {sha256} that the model was trained with.",
            () => SavedModel.ReadPart(part));
    }

    [TestMethod]
    public void ReadPart_HugeRowsOfACustomEncoder_AreRefusedBeforeItIsTried()
    {
        CustomEncoder.Register("tried on huge rows", _ => throw new InvalidOperationException("the factory was called"));
        var part = SavedModel.WithManifest(SavedModel.Part, text => Regex.Replace(
            Regex.Replace(text, "\"encoder\": \\{[^}]*\\}", "\"encoder\": { \"type\": \"custom\", \"name\": \"tried on huge rows\" }"),
            "\"inputShape\": \\[[^\\]]*\\]", "\"inputShape\": [2147483647]"));
        Error.Is<ModelFormatException>(
            "The embedding's encoder, a network of the program's own, must take rows of at most 134217728 values, "
            + "but of shape (2147483647).", () => SavedModel.ReadPart(part));
    }

    [TestMethod]
    [DataRow("null")]
    [DataRow("[]")]
    [DataRow("{}")]
    [DataRow("")]
    [DataRow("{\"format\":1,\"readableFrom\":1,\"writtenBy\":\"x\",\"transformer\":null}")]
    [DataRow("{\"format\":1,\"format\":1,\"readableFrom\":1}")]
    public void ReadPart_ManifestOfAnotherForm_IsRefused(string manifest) =>
        Assert.StartsWith("The manifest of the embedding must be JSON of format 1, but: ", Refuse(_ => manifest));

    [TestMethod]
    public void ReadPart_DeepManifest_IsRefused() =>
        Assert.StartsWith(
            "The manifest of the embedding must be JSON of format 1, but: ",
            Refuse(
                text => text.Replace("\"writtenBy\"", $"\"deep\": {new string('[', 1_000_000)}, \"writtenBy\"", StringComparison.Ordinal)));

    [TestMethod]
    [DataRow("\"inputColumnName\": \"Image\"", "\"inputColumnName\": \"\"", "The embedding's columns must have names, but one is empty.")]
    [DataRow(
        "\"format\": 1", "\"format\": 0",
        "The embedding must be of a format from 1, readable from that or an older one, but format 0, readable from version 1, was found.")]
    [DataRow(
        "\"readableFrom\": 1", "\"readableFrom\": 0",
        "The embedding must be of a format from 1, readable from that or an older one, but format 1, readable from version 0, was found.")]
    public void ReadPart_ValueThatCannotBe_IsNamed(string old, string replacement, string message) =>
        Assert.AreEqual(message, Refuse(text => text.Replace(old, replacement, StringComparison.Ordinal)));

    [TestMethod]
    public void ReadPart_NegativeCache_IsNamed() =>
        Assert.AreEqual(
            "The parts of the embedding's manifest must fit together, but: CacheBytes must be at least 0, but '-5' was given. "
            + "(Parameter 'CacheBytes')",
            Refuse(text => Regex.Replace(text, "\"embeddingCacheBytes\": \\d+", "\"embeddingCacheBytes\": -5")));

    [TestMethod]
    [DataRow("0")]
    [DataRow("4097")]
    public void ReadPart_BatchThatCannotBe_IsNamed(string rows) => Assert.AreEqual(
        "The parts of the embedding's manifest must fit together, but: BatchSize must be from 1 to 4096, "
        + $"but '{rows}' was given. (Parameter 'BatchSize')",
        Refuse(text => text.Replace("\"embeddingBatchSize\": null", $"\"embeddingBatchSize\": {rows}", StringComparison.Ordinal)));

    [TestMethod]
    [DataRow("\"LeftRight\"", "MirroredAxes must be of Depth, Height and Width, but 'LeftRight' was given.")]
    [DataRow("255", "MirroredAxes must be of Depth, Height and Width, but '255' was given.")]
    [DataRow(
        "\"Depth, Width\"",
        "MirroredAxes = Depth, Width needs rows of shape (channels, depth, height, width), but (1, 6, 6) was given.")]
    public void ReadPart_AxesThatCannotBe_AreNamed(string axes, string message) => Assert.AreEqual(
        $"The parts of the embedding's manifest must fit together, but: {message} (Parameter 'MirroredAxes')",
        Refuse(text => text.Replace("\"mirroredAxes\": \"None\"", $"\"mirroredAxes\": {axes}", StringComparison.Ordinal)));

    [TestMethod]
    public void ReadPart_NullEpoch_IsNamed() =>
        Assert.AreEqual(
            "The embedding's history must have a result for each epoch, but one is null.",
            Refuse(text => text.Replace("\"epochs\": [", "\"epochs\": [null,", StringComparison.Ordinal)));

    [TestMethod]
    [DataRow(0)]
    [DataRow(3)]
    [DataRow(4)]
    [DataRow(500)]
    public void ReadPart_Truncated_IsRefused(int length) =>
        Assert.ThrowsExactly<ModelFormatException>(() => SavedModel.ReadPart(SavedModel.Part[..length]));

    [TestMethod]
    public void ReadPart_AnnouncedLengthsBeyondTheFile_TakeNoMemory()
    {
        var part = SavedModel.Part;
        foreach (var length in new[] { int.MaxValue, 1 << 24, -1 })
        {
            byte[] hostile = [.. BitConverter.GetBytes(length), .. part[sizeof(int)..]];
            var before = GC.GetAllocatedBytesForCurrentThread();
            Assert.Contains(
                "must lie within the file", Assert.ThrowsExactly<ModelFormatException>(() => SavedModel.ReadPart(hostile)).Message);
            Assert.IsLessThan(4_000_000L, GC.GetAllocatedBytesForCurrentThread() - before);
        }
    }

    private static string Refuse(Func<string, string> change) =>
        Assert.ThrowsExactly<ModelFormatException>(() => SavedModel.ReadPart(SavedModel.WithManifest(SavedModel.Part, change))).Message;
}
