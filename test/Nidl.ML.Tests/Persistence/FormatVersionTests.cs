using System.Text;
using Nidl.ML.Tests.Embedding;

namespace Nidl.ML.Tests.Persistence;

/// <summary>Files of each format that was ever written, as text that is not to be changed: today's reader must still make the same of them.</summary>
[TestClass]
public sealed class FormatVersionTests
{
    private const string Format1 = """
        {
          "format": 1, "readableFrom": 1, "writtenBy": "Nidl.ML 1.0.0.0",
          "transformer": {
            "method": "SimCLR", "inputColumnName": "Features", "outputColumnName": "Embedding", "inputShape": [3],
            "encoder": { "type": "mlp", "hiddenDimensions": [2], "embeddingDimension": 1, "normalization": "none", "dropout": 0, "residual": false },
            "embeddingCacheBytes": 1073741824,
            "history": {
              "epochs": [{ "epoch": 1, "steps": 3, "loss": 2.5, "learningRate": 0.001, "seconds": 0.25, "rowsPerSecond": 96 }],
              "seed": 7, "device": "cpu", "seconds": 0.25
            }
          }
        }
        """;

    private const string Header = """
        {"layers.0.weight":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]},"layers.0.bias":{"dtype":"F32","shape":[2],"data_offsets":[24,32]},"layers.2.weight":{"dtype":"F32","shape":[1,2],"data_offsets":[32,40]},"layers.2.bias":{"dtype":"F32","shape":[1],"data_offsets":[40,44]}}
        """;

    [TestMethod]
    public void ReadPart_Format1_GivesItsTransformer()
    {
        float[] weights = [1, 0, 0, 0, 1, 0, 0, -1, 2, 3, 0.5f];
        var file = SafetensorsFixtures.File(Header, [.. weights.SelectMany(BitConverter.GetBytes)]);
        var manifest = Encoding.UTF8.GetBytes(Format1);
        using var transformer = SavedModel.ReadPart([.. BitConverter.GetBytes(manifest.Length), .. manifest, .. BitConverter.GetBytes((long)file.Length), .. file]);
        Assert.AreEqual(("SimCLR", "Features", "Embedding", 1L << 30), (transformer.Method, transformer.InputColumnName, transformer.OutputColumnName, transformer.Description.EmbeddingCacheBytes));
        Assert.AreEqual(new MlpEncoder { HiddenDimensions = [2], EmbeddingDimension = 1 }, transformer.Encoder);
        Assert.AreEqual((7, "cpu", 0.25, 2.5), (transformer.History.Seed, transformer.History.Device, transformer.History.Seconds, transformer.History.Epochs.Single().Loss));
        // relu((1, 2) + (0, -1)) = (1, 1); 2 * 1 + 3 * 1 + 0.5
        Assert.AreEqual(5.5f, Embeddings.Of(transformer.Transform(VectorView.Of([1f, 2f, 3f])))[0][0]);
    }

    [TestMethod]
    public void Write_TodaysFormat_IsTheNewestOfThese() => Assert.AreEqual(1, EmbeddingManifest.CurrentFormat);
}
