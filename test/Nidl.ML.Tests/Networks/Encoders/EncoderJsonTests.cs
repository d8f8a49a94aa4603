using System.Text.Json;
using System.Text.Json.Nodes;

namespace Nidl.ML.Tests.Encoders;

[TestClass]
public sealed class EncoderJsonTests
{
    public static IEnumerable<object[]> Encoders =>
    [
        [new MlpEncoder()],
        [new MlpEncoder { HiddenDimensions = [], EmbeddingDimension = 3, Normalization = MlpNormalization.LayerNorm, Dropout = 0.25,
            Residual = true }],
        [new ConvNet2d { HiddenChannels = [4, 8], Strides = [1, 2, 3], EmbeddingDimension = 16 }],
        [new ConvNet2d { PoolingGrid = 2 }],
        [new ResNet2d()],
        [new ResNet3d { Depth = 50, InitialKernelSize = 3, NumberOfStages = 2, EmbeddingDimension = null }],
        [new DenseNet3d { LayersPerBlock = [2, 3], GrowthRate = 4, StemChannels = 8, FinalNormalization = false,
            EmbeddingDimension = null }],
        [new AlexNet3d { EmbeddingDimension = 7 }],
        [VisionTransformer3d.Base with { PatchSize = 8, Pooling = TokenPooling.Mean, Positions = PositionEncoding.SineCosine }],
        [VisionTransformer3d.Large with { Dropout = 0.1, StochasticDepth = 0.2 }],
        [new ResNet2d { Depth = 50, Stem = ResNetStem.Full, Width = 32 }],
        [new CustomEncoder { Name = "mine" }],
        [new TorchScriptEncoder { FileName = "mine.pt", Sha256 = new string('a', 64), Frozen = true }],
    ];

    [TestMethod]
    [DynamicData(nameof(Encoders))]
    public void Deserialize_OfSerialize_IsEqual(Encoder encoder)
    {
        Assert.AreEqual(encoder, EncoderJson.Deserialize(EncoderJson.Serialize(encoder)));
        Assert.AreEqual(encoder, JsonSerializer.Deserialize<Encoder>(JsonSerializer.Serialize(encoder)));
        var manifest = JsonSerializer.Deserialize<Manifest>(JsonSerializer.Serialize(new Manifest(encoder, 7)))!;
        Assert.AreEqual(new Manifest(encoder, 7), manifest);
    }

    [TestMethod]
    public void Encoders_OfThisList_HoldEveryKind() =>
        CollectionAssert.AreEquivalent(
            typeof(Encoder).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Encoder))).ToArray(),
            Encoders.Select(row => row[0].GetType()).Distinct().ToArray());

    [TestMethod]
    public void Serialize_Always_IsIndentedCamelCase() =>
        Assert.AreEqual(
            """
            {
              "type": "mlp",
              "hiddenDimensions": [
                8,
                4
              ],
              "embeddingDimension": 3,
              "normalization": "batchNorm",
              "dropout": 0.5,
              "residual": false
            }
            """,
            EncoderJson.Serialize(
                new MlpEncoder { HiddenDimensions = [8, 4], EmbeddingDimension = 3, Normalization = MlpNormalization.BatchNorm,
                    Dropout = 0.5 }).ReplaceLineEndings("\n"));

    [TestMethod]
    public void Deserialize_LeftOutOptions_TakeTheirDefaults() =>
        Assert.AreEqual(
            new MlpEncoder { EmbeddingDimension = 5 }, EncoderJson.Deserialize("""{ "embeddingDimension": 5, "type": "mlp" }"""));

    [TestMethod]
    [DataRow(
        """{ "type": "System.IO.FileInfo" }""",
        "The encoder type must be one of mlp, convNet2d, resNet2d, resNet3d, denseNet3d, alexNet3d, visionTransformer3d, custom, "
        + "torchScript, but 'System.IO.FileInfo' was found.")]
    [DataRow(
        """{ "embeddingDimension": 5 }""",
        "The encoder description must name its 'type', one of mlp, convNet2d, resNet2d, resNet3d, denseNet3d, alexNet3d, "
        + "visionTransformer3d, custom, torchScript.")]
    [DataRow(
        """{ "type": 3 }""",
        "The encoder description must name its 'type', one of mlp, convNet2d, resNet2d, resNet3d, denseNet3d, alexNet3d, "
        + "visionTransformer3d, custom, torchScript.")]
    [DataRow("""[ "mlp" ]""", "The encoder description must be a JSON object, but a value of kind Array was found.")]
    [DataRow("null", "The encoder description must be a JSON object, but a value of kind Null was found.")]
    public void Deserialize_NoKnownType_Throws(string json, string message) =>
        Assert.AreEqual(message, Assert.ThrowsExactly<ModelFormatException>(() => EncoderJson.Deserialize(json)).Message);

    [TestMethod]
    [DataRow("""{ "type": "mlp", "embeddingDimension": 0 }""", "EmbeddingDimension must be at least 1, but '0' was given.")]
    [DataRow("""{ "type": "mlp", "embeddingDimension": "x" }""", "$.embeddingDimension")]
    [DataRow("""{ "type": "mlp", "embeddingDimension": 1e99 }""", "$.embeddingDimension")]
    [DataRow("""{ "type": "mlp", "dropout": 1 }""", "Dropout must be in [0, 1), but '1' was given.")]
    [DataRow("""{ "type": "mlp", "normalization": "groupNorm" }""", "$.normalization")]
    [DataRow("""{ "type": "mlp", "normalization": 1 }""", "$.normalization")]
    [DataRow("""{ "type": "mlp", "hiddenDimensions": [8, 0] }""", "HiddenDimensions must be at least 1 each, but [8, 0] was given.")]
    [DataRow("""{ "type": "mlp", "hiddenDimensions": null }""", "hiddenDimensions")]
    [DataRow("""{ "type": "mlp", "hiddenDimensions": 8 }""", "$.hiddenDimensions")]
    [DataRow("""{ "type": "mlp", "depth": 18 }""", "depth")]
    [DataRow("""{ "type": "resNet2d", "depth": 19 }""", "Depth must be 18, 20, 34 or 50, but '19' was given.")]
    [DataRow("""{ "type": "denseNet3d", "growthRate": 0 }""", "GrowthRate must be from 1 to 1024, but '0' was given.")]
    [DataRow("""{ "type": "visionTransformer3d", "pooling": "max" }""", "$.pooling")]
    [DataRow("""{ "type": "custom" }""", "name")]
    [DataRow("""{ "type": "custom", "name": null }""", "name")]
    [DataRow("""{ "type": "torchScript", "fileName": "x.pt" }""", "sha256")]
    [DataRow(
        """{ "type": "torchScript", "fileName": "x.pt", "sha256": "../x.pt" }""",
        "Sha256 must have 64 lower-case hexadecimal digits, but '../x.pt' was given.")]
    [DataRow(
        """{ "type": "torchScript", "fileName": "", "sha256": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" }""",
        "FileName")]
    public void Deserialize_BadOption_Throws(string json, string cause)
    {
        var message = Assert.ThrowsExactly<ModelFormatException>(() => EncoderJson.Deserialize(json)).Message;
        Assert.StartsWith("The encoder description must hold valid options, but: ", message);
        Assert.Contains(cause, message);
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("{ \"type\": \"mlp\"")]
    [DataRow("""{ "type": "mlp", "type": "custom" }""")]
    [DataRow("""{ "type": "mlp", "dropout": 0.1, "dropout": 0.2 }""")]
    [DataRow("""{ "type": "mlp" } 1""")]
    public void Deserialize_MalformedJson_Throws(string json) =>
        Assert.StartsWith(
            "The encoder description must be JSON, but: ",
            Assert.ThrowsExactly<ModelFormatException>(() => EncoderJson.Deserialize(json)).Message);

    [TestMethod]
    public void FromNode_OptionTwice_Throws() =>
        Assert.ThrowsExactly<ModelFormatException>(() => EncoderJson.FromNode(JsonNode.Parse("""{ "type": "mlp", "type": "mlp" }""")));

    [TestMethod]
    public void Deserialize_TooDeep_Throws() =>
        Assert.ThrowsExactly<ModelFormatException>(() => EncoderJson.Deserialize(new string('[', 10_000)));

    private sealed record Manifest(Encoder Encoder, int Version);
}
