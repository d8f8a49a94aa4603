using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Xml.Linq;

namespace Nidl.ML.Package.Tests;

/// <summary>What the packed files hold.</summary>
[TestClass]
public sealed class PackageContentTests
{
    private const string Losses = "Nidl.ML.Losses";
    private const string Main = "Nidl.ML";

    [TestMethod]
    [DataRow(Losses)]
    [DataRow(Main)]
    public void Description_OfThePackage_SaysWhatARegistryShows(string id)
    {
        using var package = new PackedFile(id);

        Assert.AreEqual(id, package.Said("id"));
        Assert.AreEqual(PackedFeed.Version, package.Said("version"));
        Assert.AreEqual("The Nidl.ML authors", package.Said("authors"));
        Assert.AreEqual("MIT", package.Said("license"));
        Assert.AreEqual("expression", package.Element("license").Attribute("type")?.Value);
        Assert.AreEqual("git", package.Element("repository").Attribute("type")?.Value);
        Assert.IsGreaterThan(50, package.Said("description").Length);
        Assert.Contains("self-supervised", package.Said("tags").Split(' '));
    }

    [TestMethod]
    [DataRow(Losses)]
    [DataRow(Main)]
    public void Readme_OfThePackage_IsTheOneThatTheDescriptionNames(string id)
    {
        using var package = new PackedFile(id);
        Assert.AreEqual("PACKAGE.md", package.Said("readme"));
        StringAssert.StartsWith(package.Text("PACKAGE.md"), $"# {id}\n");
        StringAssert.StartsWith(package.Text("THIRD-PARTY-NOTICES.md"), "# Third-party notices");
    }

    [TestMethod]
    public void Dependencies_OfThePackage_AreTheVersionsThatWereBuiltWith()
    {
        using var losses = new PackedFile(Losses);
        using var main = new PackedFile(Main);

        CollectionAssert.AreEqual(new[] { $"TorchSharp {PackedFeed.Built("TorchSharp")}" }, losses.Dependencies());
        CollectionAssert.AreEqual(
            new[]
            {
                $"Microsoft.ML {PackedFeed.Built("MicrosoftML")}", $"Microsoft.ML.ImageAnalytics {PackedFeed.Built("ImageAnalytics")}",
                $"{Losses} {PackedFeed.Version}",
                $"SkiaSharp {PackedFeed.Built("SkiaSharp")}",
                $"SkiaSharp.NativeAssets.Linux.NoDependencies {PackedFeed.Built("SkiaSharp")}",
                $"System.IO.Hashing {PackedFeed.Built("Hashing")}", $"TorchSharp {PackedFeed.Built("TorchSharp")}",
            },
            main.Dependencies());
    }

    [TestMethod]
    [DataRow(Losses)]
    [DataRow(Main)]
    public void Library_OfThePackage_IsOneAssemblyWithItsDocumentation(string id)
    {
        using var package = new PackedFile(id);
        CollectionAssert.AreEquivalent(
            new[] { $"lib/net10.0/{id}.dll", $"lib/net10.0/{id}.xml" },
            package.Entries.Where(entry => entry.StartsWith("lib/", StringComparison.Ordinal)).ToArray());
    }

    [TestMethod]
    [DataRow(Losses, "T:Nidl.ML.Losses.InfoNceLoss")]
    [DataRow(Main, "T:Nidl.ML.SimClrOptions")]
    public void Documentation_OfThePackage_HasASummaryForEachMember(string id, string expected)
    {
        using var package = new PackedFile(id);
        var members = XDocument.Parse(package.Text($"lib/net10.0/{id}.xml")).Descendants("member").ToArray();

        Assert.Contains(expected, members.Select(member => member.Attribute("name")!.Value));
        CollectionAssert.AreEqual(
            Array.Empty<string>(),
            members.Where(member => !member.HasElements).Select(member => member.Attribute("name")!.Value).ToArray());
    }

    // The version is that of 1.x for ever: model files name the assembly.
    [TestMethod]
    [DataRow(Losses)]
    [DataRow(Main)]
    public void Assembly_OfThePackage_KeepsItsIdentity(string id)
    {
        using var package = new PackedFile(id);
        using var assembly = package.Assembly();
        Assert.AreEqual(
            $"{id}, Version=1.0.0.0, Culture=neutral, PublicKeyToken=null",
            assembly.GetMetadataReader().GetAssemblyDefinition().GetAssemblyName().FullName);
    }

    [TestMethod]
    [DataRow(Losses)]
    [DataRow(Main)]
    public void References_OfThePackage_AreAssembliesOfTheDependencies(string id)
    {
        using var package = new PackedFile(id);
        using var assembly = package.Assembly();
        foreach (var reference in References(assembly.GetMetadataReader())
            .Where(reference => !reference.Name!.StartsWith("System.", StringComparison.Ordinal)))
        {
            var (version, token) = Expected(reference.Name!);
            Assert.AreEqual(version, reference.Version!.ToString(), reference.FullName);
            Assert.AreEqual(token, Convert.ToHexStringLower(reference.GetPublicKeyToken()!), reference.FullName);
        }
    }

    // Or two packages of the same sources would differ by the time of day.
    [TestMethod]
    [DataRow(Losses, "nupkg")]
    [DataRow(Main, "nupkg")]
    [DataRow(Losses, "snupkg")]
    [DataRow(Main, "snupkg")]
    public void Files_Packed_HaveOneFixedDate(string id, string extension)
    {
        using var package = new PackedFile(id, extension);
        CollectionAssert.AreEqual(new[] { new DateTime(2026, 1, 1) }, package.Dates);
    }

    [TestMethod]
    [DataRow(Losses)]
    [DataRow(Main)]
    public void Symbols_OfThePackage_BelongToTheAssembly(string id)
    {
        using var package = new PackedFile(id);
        using var symbolPackage = new PackedFile(id, "snupkg");
        using var assembly = package.Assembly();
        using var symbols = symbolPackage.Symbols();

        Assert.AreEqual(
            "SymbolsPackage",
            symbolPackage.Metadata.Descendants().Single(element => element.Name.LocalName == "packageType").Attribute("name")?.Value);
        var codeView = assembly.ReadDebugDirectory().Single(entry => entry.Type == DebugDirectoryEntryType.CodeView);
        Assert.AreEqual(
            assembly.ReadCodeViewDebugDirectoryData(codeView).Guid,
            new BlobContentId(symbols.GetMetadataReader().DebugMetadataHeader!.Id).Guid);
    }

    [TestMethod]
    [DataRow(Losses)]
    [DataRow(Main)]
    public void Symbols_OfThePackage_NameNoFolderOfTheMachine(string id)
    {
        using var package = new PackedFile(id);
        using var symbolPackage = new PackedFile(id, "snupkg");
        using var assembly = package.Assembly();
        using var symbols = symbolPackage.Symbols();
        var reader = symbols.GetMetadataReader();

        var codeView = assembly.ReadDebugDirectory().Single(entry => entry.Type == DebugDirectoryEntryType.CodeView);
        string[] paths = [
            assembly.ReadCodeViewDebugDirectoryData(codeView).Path,
            .. reader.Documents.Select(document => reader.GetString(reader.GetDocument(document).Name))];
        CollectionAssert.AreEqual(Array.Empty<string>(), paths.Where(path => !path.StartsWith("/_/", StringComparison.Ordinal)).ToArray());
    }

    private static IEnumerable<AssemblyName> References(MetadataReader reader) =>
        reader.AssemblyReferences.Select(handle => reader.GetAssemblyReference(handle).GetAssemblyName());

    private static (string Version, string Token) Expected(string name) => name switch
    {
        "TorchSharp" => ($"{PackedFeed.Built("TorchSharp")}.0", "67b0e5e1da516a1c"),
        "System.IO.Hashing" => ($"{PackedFeed.Built("Hashing").Split('.')[0]}.0.0.0", "cc7b13ffcd2ddd51"),
        "SkiaSharp" => ("2.88.0.0", "0738eb9f132ed756"),
        Losses => ("1.0.0.0", ""),
        "Microsoft.ML.DataView" or "Microsoft.ML.Core" or "Microsoft.ML.Data" or "Microsoft.ML.Transforms"
            or "Microsoft.ML.StandardTrainers" or "Microsoft.ML.ImageAnalytics" => ("1.0.0.0", "cc7b13ffcd2ddd51"),
        _ => throw new AssertFailedException($"No package that ours depends on has the assembly {name}."),
    };
}
