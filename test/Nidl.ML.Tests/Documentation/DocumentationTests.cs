namespace Nidl.ML.Tests.Documentation;

/// <summary>All C# in the documents is compiled: each block is a region of a file beside this one, and each region a block.</summary>
[TestClass]
public sealed class DocumentationTests
{
    private static readonly SampleCode[] s_blocks = [
        .. SampleCodes.Resources(".md").SelectMany(document => SampleCodes.Blocks(document.Name, document.Text))];
    private static readonly SampleCode[] s_regions = [
        .. SampleCodes.Resources("Sample.cs").SelectMany(file => SampleCodes.Regions(file.Name, file.Text))];

    [TestMethod]
    public void Blocks_OfTheDocuments_AreCompiled() => Assert.AreEqual("", string.Join('\n', NotCompiled(s_blocks, s_regions)));

    [TestMethod]
    public void Regions_OfTheDocuments_AreShown() =>
        Assert.AreEqual("", string.Join('\n', s_regions.Where(region => !s_blocks.Any(block => block.IsCompiledBy(region)))
            .Select(region => $"{region.Place}: no csharp block of {region.Document} is this region's code.")));

    [TestMethod]
    public void Documents_OfTheDocuments_AreFound()
    {
        var documents = SampleCodes.Resources(".md").Select(document => document.Name).ToArray();
        Assert.Contains("README.md", documents);
        Assert.Contains("docs/persistence.md", documents);
        CollectionAssert.IsSubsetOf(s_regions.Select(region => region.Document).Distinct().ToArray(), documents);
        Assert.IsGreaterThanOrEqualTo(14, s_blocks.Length);
    }

    [TestMethod]
    public void NotCompiled_ChangedBlock_NamesDocumentLineAndDifference()
    {
        var blocks = SampleCodes.Blocks("docs/a.md", "text\n\n```csharp\nusing B;\n\nvar x = 1;\nvar y = 2;\n```\n");
        var regions = SampleCodes.Regions(
            "ASample.cs", "using B;\n\n    #region docs/a.md\n    var x = 1;\n    var y = 3;\n    #endregion\n");
        Assert.AreEqual(
            "docs/a.md, line 3 ('var x = 1;'): no compiled sample. Put the block's code between '#region docs/a.md' and "
            + "'#endregion' in a *Sample.cs file of " +
            "test/Nidl.ML.Tests/Documentation. Nearest: line 2 is 'var y = 2;', but in ASample.cs, line 3 'var y = 3;'.",
            NotCompiled([.. blocks], [.. regions]).Single());
    }

    [TestMethod]
    public void NotCompiled_MissingDirective_IsNamed()
    {
        var blocks = SampleCodes.Blocks("docs/a.md", "```csharp\nusing B.C;\n\nvar x = 1;\n```\n");
        var regions = SampleCodes.Regions("ASample.cs", "using B;\n\n#region docs/a.md\nvar x = 1;\n#endregion\n");
        StringAssert.EndsWith(
            NotCompiled([.. blocks], [.. regions]).Single(),
            "Nearest: only the directives differ: using B.C; is missing in ASample.cs, line 3.");
    }

    [TestMethod]
    public void NotCompiled_BlockThatIsIndentedOtherwise_IsCompiled()
    {
        var blocks = SampleCodes.Blocks("docs/a.md", "```csharp\nif (x)\n    return;\n```\n");
        var regions = SampleCodes.Regions(
            "ASample.cs", "        #region docs/a.md\n        if (x)\n            return;  \n\n        #endregion\n");
        Assert.IsEmpty(NotCompiled([.. blocks], [.. regions]));
    }

    private static string[] NotCompiled(SampleCode[] blocks, SampleCode[] regions) =>
        [.. blocks.Where(block => !regions.Any(block.IsCompiledBy)).Select(block =>
            $"{block.Place} ('{block.Lines.FirstOrDefault()}'): no compiled sample. "
            + $"Put the block's code between '#region {block.Document}' and '#endregion' in a *Sample.cs file of " +
            $"test/Nidl.ML.Tests/Documentation.{Nearest(block, regions)}")];

    private static string Nearest(SampleCode block, SampleCode[] regions) =>
        regions.Where(region => region.Document == block.Document)
            .MaxBy(region => region.Lines.Intersect(block.Lines).Count()) is { } nearest
            ? $" Nearest: {block.FirstDifference(nearest)}." : "";
}
