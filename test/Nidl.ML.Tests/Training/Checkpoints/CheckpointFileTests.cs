using System.Buffers.Binary;
using System.Security.Cryptography;
using Microsoft.ML;

namespace Nidl.ML.Tests.Checkpoints;

[TestClass]
public sealed class CheckpointFileTests
{
    [TestMethod]
    public void Resume_TruncatedAnywhere_IsRefusedWithFileAndCause()
    {
        using var folder = new TemporaryFolder();
        var (path, bytes) = Save(folder);
        foreach (var length in new[] { 0, 5, 11, 12, 40, 100, bytes.Length / 2, bytes.Length - 33, bytes.Length - 1 })
        {
            File.WriteAllBytes(path, bytes[..length]);
            Assert.Contains(path, Assert.ThrowsExactly<ModelFormatException>(() => Resume(path)).Message, $"{length} bytes");
        }
    }

    [TestMethod]
    public void Resume_AnyBitFlipped_IsRefused()
    {
        using var folder = new TemporaryFolder();
        var (path, bytes) = Save(folder);
        for (var i = 0; i < bytes.Length; i += 97)
        {
            bytes[i] ^= 4;
            File.WriteAllBytes(path, bytes);
            Assert.ThrowsExactly<ModelFormatException>(() => Resume(path), $"byte {i}");
            bytes[i] ^= 4;
        }
    }

    [TestMethod]
    public void Resume_NewerFormat_AsksForAnUpdate()
    {
        using var folder = new TemporaryFolder();
        var (path, bytes) = Save(folder);
        bytes[8] = 2;
        File.WriteAllBytes(path, bytes);
        Error.Is<ModelFormatException>(
            $"The checkpoint '{path}' cannot be read: it is of format 2, and this version of Nidl.ML reads up to 1; update Nidl.ML.",
            () => Resume(path));
    }

    [TestMethod]
    public void Resume_AnotherKindOfFile_IsRefused()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["notes.txt"], "what a checkpoint is not");
        Error.Is<ModelFormatException>(
            $"The checkpoint '{folder["notes.txt"]}' cannot be read: it is no checkpoint of Nidl.ML.", () => Resume(folder["notes.txt"]));
    }

    [TestMethod]
    public void Resume_ManifestThatIsNoJson_IsRefusedThoughTheHashIsRight()
    {
        using var folder = new TemporaryFolder();
        var (path, bytes) = Save(folder);
        bytes[16] = (byte)'?';
        SHA256.HashData(bytes.AsSpan(..^32), bytes.AsSpan(^32..));
        File.WriteAllBytes(path, bytes);
        Assert.StartsWith(
            $"The checkpoint '{path}' cannot be read: its manifest is no JSON of a checkpoint: ",
            Assert.ThrowsExactly<ModelFormatException>(() => Resume(path)).Message);
    }

    [TestMethod]
    public void Resume_SectionBeyondTheFile_IsRefusedThoughTheHashIsRight()
    {
        using var folder = new TemporaryFolder();
        var (path, bytes) = Save(folder);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(12), int.MaxValue);
        SHA256.HashData(bytes.AsSpan(..^32), bytes.AsSpan(^32..));
        File.WriteAllBytes(path, bytes);
        Error.Is<ModelFormatException>(
            $"The checkpoint '{path}' cannot be read: a section of {int.MaxValue} bytes does not lie within the file.", () => Resume(path));
    }

    [TestMethod]
    public void Resume_FolderWhoseNewestIsCorrupt_TakesTheOneBeforeAndWarns()
    {
        using var folder = new TemporaryFolder();
        var expected = FinalWeights.Of(Tiny.Options);
        _ = Save(folder);
        File.WriteAllBytes(folder["step-0000000006.checkpoint"], [1, 2, 3]);
        var ml = new MLContext(1);
        var log = new LogLines(ml);
        using var transformer = Tiny.Fit(ml, Tiny.Options with { ResumeFrom = folder.Path });
        CollectionAssert.AreEqual(expected, FinalWeights.Of(transformer));
        CollectionAssert.Contains(
            log.Warnings.ToArray(),
            $"The checkpoint '{folder["step-0000000006.checkpoint"]}' cannot be read: it is no checkpoint of Nidl.ML. "
            + "The one before it is taken.");
    }

    [TestMethod]
    public void Resume_FolderWhereNothingLoads_IsRefused()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder["step-0000000006.checkpoint"], [1, 2, 3]);
        Error.Is<ModelFormatException>(
            $"ResumeFrom needs a checkpoint that loads, but none of the 1 in '{folder.Path}' does; the log says why.",
            () => Resume(folder.Path));
    }

    [TestMethod]
    public void Resume_EmptyFolder_StartsFromTheBeginningAndWarns()
    {
        using var folder = new TemporaryFolder();
        var ml = new MLContext(1);
        var log = new LogLines(ml);
        using var transformer = Tiny.Fit(ml, Tiny.Options with { ResumeFrom = folder.Path });
        CollectionAssert.AreEqual(FinalWeights.Of(Tiny.Options), FinalWeights.Of(transformer));
        CollectionAssert.Contains(
            log.Warnings.ToArray(),
            $"ResumeFrom: the folder '{folder.Path}' has no checkpoint, so the training starts from the beginning.");
    }

    [TestMethod]
    public void Resume_FileThatIsNotThere_IsRefused()
    {
        using var folder = new TemporaryFolder();
        var path = folder["step-0000000004.checkpoint"];
        Error.Is<FileNotFoundException>($"ResumeFrom needs a checkpoint or a folder, but there is no file '{path}'.", () => Resume(path));
    }

    [TestMethod]
    public void Resume_FolderThatIsNotThereYet_StartsFromTheBeginningAndIsResumedTheNextTime()
    {
        using var folder = new TemporaryFolder();
        var path = folder["run"];
        var options = Tiny.Options with { ResumeFrom = path, Checkpoints = new() { Folder = path } };
        var ml = new MLContext(1);
        var log = new LogLines(ml);
        using (var first = Tiny.Fit(ml, options))
            CollectionAssert.AreEqual(FinalWeights.Of(Tiny.Options), FinalWeights.Of(first));
        CollectionAssert.Contains(
            log.Warnings.ToArray(), $"ResumeFrom: the folder '{path}' has no checkpoint, so the training starts from the beginning.");
        var recorder = new StepRecorder();
        using var second = Tiny.Fit(ml, options with { NumberOfEpochs = 3, Callbacks = [recorder] });
        Assert.HasCount(3, recorder.LearningRates);
        Assert.HasCount(3, second.History.Epochs);
    }

    private static (string Path, byte[] Bytes) Save(TemporaryFolder folder)
    {
        _ = FinalWeights.Of(Tiny.Options with { Checkpoints = new() { Folder = folder.Path, EverySteps = 1, KeepLast = 9 } });
        var path = folder["step-0000000004.checkpoint"];
        return (path, File.ReadAllBytes(path));
    }

    private static string[] Resume(string path) => FinalWeights.Of(Tiny.Options with { ResumeFrom = path });
}
