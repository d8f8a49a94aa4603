using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Microsoft.ML.Data;
using Nidl.ML.Tests.Embedding;

namespace Nidl.ML.Tests.Persistence;

/// <summary>
/// Files of each format that was ever written, as text that is not to be changed: today's reader must still make the same of them.
/// </summary>
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

    private const string Probe = """
        {
          "task": 2, "featureColumnName": "Features", "dimension": 2, "classCount": 0, "classes": null,
          "knn": { "numberOfNeighbors": 1, "temperature": 0.07, "device": null }, "mlp": null, "outputCount": 1
        }
        """;

    private const string Parts = "The parts of the array loader's manifest must fit together, but: ";
    private const string Json = "The manifest of the array loader must be JSON of format 1, but: ";

    private const string Npy = """{ "name": "Array", "pathColumnName": "Path", "shape": [3, 4] }""";

    private const string Nifti = """
        {
          "name": "Volume", "pathColumnName": "Path", "shape": [1, 3, 4, 5], "affine": [2, 0, 0, -1, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1],
          "format": { "type": "nifti-xyz", "canonicalOrientation": true, "nonFiniteVoxels": "setToZero", "refuseOtherGrids": false },
          "reading": { "skipUnreadable": true, "readAheadBytes": 2, "cacheBytes": 1000 }
        }
        """;

    private static readonly ArrayColumn NiftiColumn = new("Volume", "Path", [1, 3, 4, 5])
    {
        Affine = VolumeAffine.Create(new double[,] { { 2, 0, 0, -1 }, { 0, 1, 0, 0 }, { 0, 0, 1, 0 }, { 0, 0, 0, 1 } }),
        Format = new NiftiFormat(CanonicalOrientation: true, NonFiniteVoxels.SetToZero, RefuseOtherGrids: false),
        Reading = new ArrayReading(SkipUnreadable: true, ReadAheadBytes: 2, CacheBytes: 1000),
    };

    private const string ProbeHeader = """
        {"bank":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16]},"labels":{"dtype":"F32","shape":[2],"data_offsets":[16,24]}}
        """;

    private const string Header = """
        {"layers.0.weight":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]},"layers.0.bias":{"dtype":"F32","shape":[2],"data_offsets":[24,32]},"layers.2.weight":{"dtype":"F32","shape":[1,2],"data_offsets":[32,40]},"layers.2.bias":{"dtype":"F32","shape":[1],"data_offsets":[40,44]}}
        """;

    [TestMethod]
    public void ReadPart_Format1_GivesItsTransformer()
    {
        float[] weights = [1, 0, 0, 0, 1, 0, 0, -1, 2, 3, 0.5f];
        var file = SafetensorsFixtures.File(Header, [.. weights.SelectMany(BitConverter.GetBytes)]);
        using var transformer = SavedModel.ReadPart(Content(Format1, file));
        Assert.AreEqual(
            ("SimCLR", "Features", "Embedding", 1L << 30),
            (transformer.Method, transformer.InputColumnName, transformer.OutputColumnName, transformer.Options.CacheBytes));
        Assert.AreEqual(new EmbeddingOptions(), transformer.Options);
        Assert.AreEqual(new MlpEncoder { HiddenDimensions = [2], EmbeddingDimension = 1 }, transformer.Encoder);
        Assert.AreEqual(
            (7, "cpu", 0.25, 2.5),
            (transformer.History.Seed, transformer.History.Device, transformer.History.Seconds, transformer.History.Epochs.Single().Loss));
        // relu((1, 2) + (0, -1)) = (1, 1); 2 * 1 + 3 * 1 + 0.5
        Assert.AreEqual(5.5f, Embeddings.Of(transformer.Transform(VectorView.Of([1f, 2f, 3f])))[0][0]);
    }

    [TestMethod]
    [DataRow($$"""{ "format": 1, "readableFrom": 1, "writtenBy": "Nidl.ML 1.0.0.0", "transformer": {{Probe}} }""")]
    [DataRow($$"""{ "format": 2, "readableFrom": 1, "writtenBy": "Nidl.ML 9.0.0.0", "new": [1], "transformer": {{Probe}} }""")]
    public void ReadProbe_KnownFormat_GivesItsTransformer(string manifest)
    {
        using var probe = SavedModel.ReadProbe(ProbePart(manifest));
        Assert.AreEqual((ProbeTask.Regression, "Features"), (probe.Task, probe.FeatureColumnName));
        // The nearer of the two rows in the bank has the label 3.
        Assert.AreEqual(3f, probe.Transform(VectorView.Of([2f, 0.1f])).GetColumn<float>("Score").Single());
    }

    [TestMethod]
    public void ReadProbe_NewerFormat_NamesBothVersions() => Error.Is<ModelFormatException>(
        "The probe must be of a format that version 1 of the reader understands, but it is of format 4, "
        + "readable from version 3; update Nidl.ML.",
        () => SavedModel.ReadProbe(ProbePart("""{ "format": 4, "readableFrom": 3, "what": "nobody knows" }""")));

    [TestMethod]
    [DataRow("null")]
    [DataRow("[]")]
    [DataRow("{}")]
    [DataRow(Probe)]
    [DataRow("{\"format\":1}")]
    [DataRow("{\"format\":1,\"readableFrom\":1,\"writtenBy\":\"x\",\"transformer\":null}")]
    public void ReadProbe_ManifestOfAnotherForm_IsRefused(string manifest) => Assert.StartsWith(
        "The manifest of the probe must be JSON of format 1, but: ",
        Assert.ThrowsExactly<ModelFormatException>(() => SavedModel.ReadProbe(ProbePart(manifest))).Message);

    [TestMethod]
    [DataRow($$"""{ "format": 1, "readableFrom": 1, "writtenBy": "Nidl.ML 1.0.0.0", "transformer": {{Npy}} }""")]
    [DataRow($$"""{ "format": 2, "readableFrom": 1, "writtenBy": "Nidl.ML 9.0.0.0", "new": [1], "transformer": {{Npy}} }""")]
    public void ReadArrays_KnownFormat_GivesItsColumn(string manifest) =>
        Assert.AreEqual(new ArrayColumn("Array", "Path", [3, 4]), SavedModel.ReadArrays(Content(manifest)));

    [TestMethod]
    public void ReadArrays_Volumes_GivesTheirFormatAndReading()
    {
        var column = SavedModel.ReadArrays(Content($$"""{ "format": 1, "readableFrom": 1, "writtenBy": "x", "transformer": {{Nifti}} }"""));
        Assert.AreEqual(NiftiColumn, column);
    }

    [TestMethod]
    public void ReadArrays_FormatOfFilesThatIsNotKnown_IsNamed() => Assert.StartsWith(
        Json + "Read unrecognized type discriminator id 'nifti'.",
        Assert.ThrowsExactly<ModelFormatException>(() => SavedModel.ReadArrays(Content(
            """{ "format": 1, "readableFrom": 1, "writtenBy": "x", "transformer": """
            + Nifti.Replace("nifti-xyz", "nifti", StringComparison.Ordinal) + "}"))).Message);

    [TestMethod]
    public void ReadArrays_NewerFormat_NamesBothVersions() => Error.Is<ModelFormatException>(
        "The array loader must be of a format that version 1 of the reader understands, but it is of format 4, "
        + "readable from version 3; update Nidl.ML.",
        () => SavedModel.ReadArrays(Content("""{ "format": 4, "readableFrom": 3, "what": "nobody knows" }""")));

    [TestMethod]
    [DataRow("""{ "name": "", "pathColumnName": "Path", "shape": [3, 4] }""", Parts)]
    [DataRow("""{ "name": "Array", "pathColumnName": "", "shape": [3, 4] }""", Parts)]
    [DataRow(
        """{ "name": "Array", "pathColumnName": "Path", "shape": [1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1] }""",
        Parts)]
    [DataRow("""{ "name": "Array", "pathColumnName": "Path", "shape": [3, 0] }""", Json)]
    [DataRow("""{ "name": "Array", "pathColumnName": null, "shape": [3] }""", Json)]
    [DataRow("""{ "name": "Array", "pathColumnName": "Path" }""", Json)]
    [DataRow("""{ "name": "Array", "pathColumnName": "Path", "shape": [3], "format": { "type": "dicom" } }""", Json)]
    [DataRow("""{ "name": "Array", "pathColumnName": "Path", "shape": [3], "format": null }""", Json)]
    [DataRow("""{ "name": "Array", "pathColumnName": "Path", "shape": [3], "reading": null }""", Json)]
    [DataRow("""{ "name": "Array", "pathColumnName": "Path", "shape": [3], "reading": { "skipUnreadable": false, "readAheadBytes": -1, "cacheBytes": 0 } }""", Parts)]
    public void ReadArrays_ValueThatCannotBe_IsRefused(string npy, string message) =>
        Assert.StartsWith(message, Assert.ThrowsExactly<ModelFormatException>(
        () => SavedModel.ReadArrays(Content($$"""{ "format": 1, "readableFrom": 1, "writtenBy": "x", "transformer": {{npy}} }"""))).Message);

    [TestMethod]
    public void Write_TodaysFormat_IsTheNewestOfThese() =>
        Assert.AreEqual((1, 1, 1), (EmbeddingManifest.CurrentFormat, ProbeManifest.CurrentFormat, ArrayModelFile.CurrentFormat));

    [TestMethod]
    public void Write_Arrays_IsItsLengthItsManifestAndTheChecksumOfZipArchives()
    {
        var part = SavedModel.Written(writer => ArrayModelFile.Write(NiftiColumn, writer));
        var content = SavedModel.Unsealed(part);
        using var manifest = JsonDocument.Parse(content.AsMemory(sizeof(int)));
        Assert.AreEqual(content.Length - sizeof(int), BitConverter.ToInt32(content));
        Assert.AreEqual(
            (1, 1), (manifest.RootElement.GetProperty("format").GetInt32(), manifest.RootElement.GetProperty("readableFrom").GetInt32()));
        Assert.IsTrue(JsonElement.DeepEquals(JsonDocument.Parse(Nifti).RootElement, manifest.RootElement.GetProperty("transformer")));
        using var archive = new ZipArchive(new MemoryStream(SavedModel.Zip([("content", content)])), ZipArchiveMode.Read);
        CollectionAssert.AreEqual(
            (byte[])[.. BitConverter.GetBytes((long)content.Length), .. content, .. BitConverter.GetBytes(archive.Entries[0].Crc32)], part);
    }

    private static byte[] ProbePart(string manifest)
    {
        float[] weights = [1, 0, 0, 1, 3, 5];
        return Content(manifest, SafetensorsFixtures.File(ProbeHeader, [.. weights.SelectMany(BitConverter.GetBytes)]));
    }

    private static byte[] Content(string manifest, params byte[] rest)
    {
        var text = Encoding.UTF8.GetBytes(manifest);
        return [.. BitConverter.GetBytes(text.Length), .. text, .. rest];
    }
}
