using Microsoft.ML;

namespace Nidl.ML.Tests.Persistence;

/// <summary>Each part that we write carries its checksum, whoever loads it.</summary>
[TestClass]
public sealed class ModelPartTests
{
    private static readonly string[] _loaders = ["NidlEmbedding", "NidlProbe", "NidlProbe", "NidlProbe", "NidlArrayLoader"];

    [TestMethod]
    public void Read_AnyFlippedBitOfAnyPart_IsRefused()
    {
        using var embedding = Tiny.Fit(new MLContext(1));
        AreRefused(
            SavedModel.Written(writer => EmbeddingModelFile.Write(embedding, writer)),
            reader => EmbeddingModelFile.Read(reader, TorchSharp.torch.CPU));
        var probes = Ml.SelfSupervised;
        var perceptron = new MlpProbeOptions { HiddenDimensions = [4], NumberOfEpochs = 1 };
        foreach (var probe in new IEstimator<ProbeTransformer>[] { probes.KnnProbe(), probes.MlpProbe(options: perceptron) })
        {
            using var fitted = probe.Fit(Labeled(embedding));
            AreRefused(
                SavedModel.Written(writer => ProbeModelFile.Write(fitted, writer)),
                reader => ProbeModelFile.Read(reader, TorchSharp.torch.CPU));
        }
        AreRefused(
            SavedModel.Written(writer => ArrayModelFile.Write(new ArrayColumn("Array", "Path", [3, 4]), writer)), ArrayModelFile.Read);
    }

    [TestMethod]
    public void Read_DamagedPart_NamesBothChecksums()
    {
        byte[] part = [.. SavedModel.Sealed([0, 0, 0, 0])];
        part[^1] ^= 0x80;
        // The checksum of four zero bytes is 2144DF1C.
        Error.Is<ModelFormatException>(
            "The array loader must have the checksum that was written with it, A144DF1C, but has 2144DF1C: the file is damaged.",
            () => ArrayModelFile.Read(SavedModel.Reader(part)));
    }

    [TestMethod]
    [DataRow(long.MaxValue)]
    [DataRow(-1L)]
    [DataRow(8L)]
    public void Read_LengthBeyondTheFile_IsRefusedAndTakesNoMemory(long length)
    {
        byte[] part = [.. BitConverter.GetBytes(length), .. new byte[11]];
        var before = GC.GetAllocatedBytesForCurrentThread();
        Error.Is<ModelFormatException>(
            $"The array loader must lie within the file, but {length} bytes are announced.",
            () => ArrayModelFile.Read(SavedModel.Reader(part)));
        Assert.IsLessThan(1_000_000L, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(7)]
    public void Read_TooShortForItsLength_IsRefused(int length) => Error.Is<ModelFormatException>(
        "The array loader must be whole, but the file ends within it.", () => ArrayModelFile.Read(SavedModel.Reader(new byte[length])));

    [TestMethod]
    public void Read_Part_EndsBehindItsChecksum()
    {
        byte[] part = SavedModel.Written(writer => ArrayModelFile.Write(new ArrayColumn("Array", "Path", [3, 4]), writer));
        using var reader = SavedModel.Reader([.. part, 1, 2, 3]);
        ArrayModelFile.Read(reader);
        Assert.AreEqual(part.Length, reader.BaseStream.Position);
    }

    // The archive's own checksums are right here, as after a disk or a program damaged the unpacked file.
    [TestMethod]
    public void Load_OfMLNet_PartWithAFlippedBit_EndsInModelFormatException()
    {
        var entries = SavedModel.Unzip(SavedModel.ChainWithProbes);
        int[] ours = [.. Enumerable.Range(0, entries.Count).Where(i => SavedModel.IsOurs(entries[i].Content))];
        Assert.HasCount(_loaders.Length, ours);
        foreach (var (part, loader) in ours.Zip(_loaders))
        {
            var length = (int)BitConverter.ToInt64(entries[part].Content, SavedModel.ContentStart - sizeof(long));
            foreach (var at in new[] { 0, length / 3, length / 2, length - 1, length + 3 })
            {
                byte[] damaged = [.. entries[part].Content];
                damaged[SavedModel.ContentStart + at] ^= 4;
                var file = SavedModel.Zip(entries.Select((entry, i) => (entry.Name, i == part ? damaged : entry.Content)));
                var failure = Assert.Throws<Exception>(() => new MLContext(1).Model.Load(new MemoryStream(file), out _));
                for (var cause = failure; cause is not ModelFormatException; cause = cause.InnerException)
                    Assert.IsNotNull(cause, $"{loader} at {at}: {failure}");
            }
        }
    }

    private static MLContext Ml { get; } = new(1);

    private static IDataView Labeled(EmbeddingTransformer embedding)
    {
        var images = Images.View(Ml, 12);
        return embedding.Append(Ml.Transforms.Conversion.MapValueToKey("Label").Fit(images)).Transform(images);
    }

    private static void AreRefused(byte[] part, Func<BinaryReader, object> read)
    {
        (read(SavedModel.Reader(part)) as IDisposable)?.Dispose();
        for (var at = 0; at < part.Length; at++)
        {
            byte[] damaged = [.. part];
            damaged[at] ^= (byte)(1 << (at % 8));
            Assert.ThrowsExactly<ModelFormatException>(() => read(SavedModel.Reader(damaged)), $"byte {at} of {part.Length}");
        }
    }
}
