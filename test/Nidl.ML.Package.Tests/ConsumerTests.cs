using System.Globalization;
using System.Security.Cryptography;

namespace Nidl.ML.Package.Tests;

/// <summary>A stranger's program over the packed files: built from them alone, and run.</summary>
[TestClass]
public sealed class ConsumerTests
{
    private static string s_properties = "";
    private static string[] s_lines = [];

    [ClassInitialize]
    public static void BuildAndRun(TestContext context)
    {
        foreach (var file in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Stranger")))
            File.Copy(file, Path.Combine(PackedFeed.Folder, Path.GetFileName(file)));
        var packages = PackedFeed.Built("PackageFolder").TrimEnd('/', '\\');
        s_properties =
            $"-p:NidlVersion={PackedFeed.Version} -p:LibtorchPackage={PackedFeed.Built("LibtorchPackage")} "
            + $"-p:LibtorchVersion={PackedFeed.Built("Libtorch")} "
            + $"-p:RestoreSources=. -p:RestorePackagesPath=packages \"-p:RestoreFallbackFolders={packages}\" -p:UseSharedCompilation=false";
        PackedFeed.DotNet($"build Stranger.csproj -c Release -o built {s_properties}");
        s_lines = Lines(PackedFeed.DotNet("built/Stranger.dll model.zip"));
    }

    // Another package of this name and version, from wherever, would make every other test say nothing.
    [TestMethod]
    [DataRow("Nidl.ML")]
    [DataRow("Nidl.ML.Losses")]
    public void Assembly_OfTheProgram_IsThePackedOne(string id)
    {
        using var package = new PackedFile(id);
        Assert.AreEqual(Convert.ToHexString(SHA256.HashData(package.Bytes($"lib/net10.0/{id}.dll"))), Fact($"{id}.dll"));
    }

    // Each row finds its other view at similarity 1 among 6 rows at 0.
    [TestMethod]
    public void Loss_OfOnesOwnLoop_IsComputed() =>
        Assert.AreEqual(-1 / 0.5 + Math.Log(Math.Exp(1 / 0.5) + 6), double.Parse(Fact("loss"), CultureInfo.InvariantCulture), 1e-5);

    [TestMethod]
    [DataRow("rows")]
    [DataRow("equal labels")]
    [DataRow("near embeddings")]
    public void Chain_TrainedSavedAndLoaded_PredictsTheSameForAllRows(string fact) => Assert.AreEqual("90", Fact(fact));

    [TestMethod]
    public void Chain_Trained_Predicts() => Assert.IsGreaterThan(60, int.Parse(Fact("right labels"), CultureInfo.InvariantCulture));

    // ML.NET finds what loads our part of the file by an attribute of an assembly that has no file there.
    [TestMethod]
    public void Load_ProgramOfASingleFile_PredictsAsTheOneThatSaved()
    {
        // With the runtime inside, or with the analyzer, it would need packages that a fresh machine has not.
        PackedFeed.DotNet(
            "publish Stranger.csproj -c Release -o single --use-current-runtime --self-contained false -p:PublishSingleFile=true "
            + $"-p:EnableSingleFileAnalyzer=false {s_properties}");
        Assert.IsFalse(File.Exists(Path.Combine(PackedFeed.Folder, "single", "Nidl.ML.dll")));
        var predicted = Lines(PackedFeed.Run(Path.Combine("single", "Stranger"), "load model.zip"));
        CollectionAssert.AreEqual(Fact("predicted").Split(','), predicted);
    }

    private static string[] Lines(string output) =>
        output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static string Fact(string name) =>
        s_lines.Single(line => line.StartsWith($"{name} ", StringComparison.Ordinal))[(name.Length + 1)..];
}
