using System.Security.Cryptography;

namespace Nidl.ML.Tests.Encoders;

[TestClass]
public sealed class TorchScriptFileTests
{
    [TestMethod]
    public void FromFile_Always_KeepsNameAndHash()
    {
        var expected = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(TorchScripts.PathOf("tanh.pt"))));
        Assert.AreEqual(new TorchScriptEncoder { FileName = "tanh.pt", Sha256 = expected }, TorchScripts.Tanh);
    }

    [TestMethod]
    public void FromFile_NotThere_IsRefused()
    {
        var error = Assert.ThrowsExactly<ArgumentException>(() => TorchScriptEncoder.FromFile("nowhere.pt"));
        Assert.AreEqual("path", error.ParamName);
        Assert.StartsWith(
            "TorchScriptEncoder.FromFile needs a file that torch.jit.save wrote, but 'nowhere.pt' is none: Could not find file ",
            error.Message);
    }

    [TestMethod]
    [DataRow("no zip archive at all")]
    [DataRow("")]
    public void FromFile_NoTorchScript_IsRefused(string content)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["text.pt"], content);
        AssertIsRefused(folder["text.pt"]);
    }

    [TestMethod]
    public void FromFile_ArchiveOfAnotherKind_IsRefused()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder["model.zip"], Persistence.SavedModel.Chain);
        AssertIsRefused(folder["model.zip"]);
    }

    [TestMethod]
    public void FromFile_Truncated_IsRefused()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder["half.pt"], File.ReadAllBytes(TorchScripts.PathOf("batch-norm.pt"))[..3000]);
        AssertIsRefused(folder["half.pt"]);
    }

    [TestMethod]
    public void CreateModule_FileHasChanged_IsRefused()
    {
        using var folder = new TemporaryFolder();
        var (encoder, sha256) = Copy(folder, "changed.pt", mark: 1);
        encoder.CheckInputShape([36]);
        File.Copy(TorchScripts.PathOf("tanh.pt"), folder["changed.pt"], overwrite: true);
        Error.Is<InvalidOperationException>(
            $"The encoder 'changed.pt' needs '{folder["changed.pt"]}' as TorchScriptEncoder.FromFile found it, of SHA-256 {sha256}, but: "
            + $"its SHA-256 is {TorchScripts.Tanh.Sha256}",
            () => encoder.CreateModule([36]));
    }

    [TestMethod]
    public void CreateModule_FileIsGone_IsRefused_UntilItIsNamedElsewhere()
    {
        using var folder = new TemporaryFolder();
        var (encoder, _) = Copy(folder, "gone.pt", mark: 2);
        File.Move(folder["gone.pt"], folder["elsewhere.pt"]);
        Assert.Contains("Could not find file ", Assert.ThrowsExactly<InvalidOperationException>(() => encoder.CreateModule([36])).Message);
        TorchScriptEncoder.FromFile(folder["elsewhere.pt"]);
        encoder.CreateModule([36]).Dispose();
    }

    [TestMethod]
    public void CreateModule_FileThatWasNotNamedInThisProcess_IsRefused()
    {
        var encoder = new TorchScriptEncoder { FileName = "net.pt", Sha256 = new string('1', 64) };
        Error.Is<InvalidOperationException>(
            "The encoder 'net.pt' needs its TorchScript file in this process: call TorchScriptEncoder.FromFile with the file of SHA-256 "
            + $"{encoder.Sha256} that the model was trained with.",
            () => encoder.CreateModule([36]));
    }

    private static void AssertIsRefused(string path)
    {
        var error = Assert.ThrowsExactly<ArgumentException>(() => TorchScriptEncoder.FromFile(path));
        Assert.StartsWith(
            $"TorchScriptEncoder.FromFile needs a file that torch.jit.save wrote, but '{path}' is none: libtorch cannot read it: ",
            error.Message);
        Assert.DoesNotContain("\n", error.Message);
    }

    // A file that no other test has named: it differs in the filling between the archive's entries.
    private static (TorchScriptEncoder Encoder, string Sha256) Copy(TemporaryFolder folder, string name, byte mark)
    {
        var bytes = File.ReadAllBytes(TorchScripts.PathOf("tanh.pt"));
        bytes[bytes.AsSpan().IndexOf("ZZZZ"u8)] = mark;
        File.WriteAllBytes(folder[name], bytes);
        return (TorchScriptEncoder.FromFile(folder[name]), Convert.ToHexStringLower(SHA256.HashData(bytes)));
    }
}
