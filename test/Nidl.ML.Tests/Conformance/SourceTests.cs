using System.Reflection;
using System.Text.RegularExpressions;

namespace Nidl.ML.Tests.Conformance;

/// <summary>What holds for every file of C# in the repository.</summary>
[TestClass]
public sealed partial class SourceTests
{
    private const int LongestLine = 140;

    private static readonly string[] s_folders = ["src", "test", "bench", "examples", "tools"];

    private static string Root { get; } = typeof(SourceTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "RepositoryRoot").Value!;

    private static IReadOnlyList<(string Path, string Text)> Files { get; } =
    [
        .. s_folders.SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories))
            .Order(StringComparer.Ordinal)
            .Select(path => (Path.GetRelativePath(Root, path).Replace('\\', '/'), File.ReadAllText(path).ReplaceLineEndings("\n")))
            .Where(file => !Built().IsMatch(file.Item1)),
    ];

    [TestMethod]
    public void Lines_OfCode_AreShort() => Assert.AreEqual("", string.Join('\n',
        from file in Files
        // What a raw string holds, a file's content for instance, is as long as it is.
        let lines = RawString().Replace(file.Text, raw => new string('\n', raw.Value.Count(character => character == '\n'))).Split('\n')
        from line in lines.Index()
        where line.Item.Length > LongestLine
        select $"{file.Path}:{line.Index + 1} has {line.Item.Length} columns"));

    [TestMethod]
    public void Names_OfTests_SayMemberConditionAndOutcome() => Assert.AreEqual("", string.Join('\n',
        from file in Files
        from method in TestMethod().Matches(file.Text)
        let name = method.Groups["name"].Value
        where name.Split('_').Length < 3
        select $"{file.Path}: {name}"));

    [TestMethod]
    public void Tests_OfAFile_LieInItsFolder()
    {
        const string source = "src/Nidl.ML/", tests = "test/Nidl.ML.Tests/";
        var homes = Files.Where(file => file.Path.StartsWith(source, StringComparison.Ordinal))
            .ToDictionary(file => Path.GetFileNameWithoutExtension(file.Path), file => FolderOf(file.Path, source));
        Assert.AreEqual("", string.Join('\n',
            from file in Files
            where file.Path.StartsWith(tests, StringComparison.Ordinal) && file.Path.EndsWith("Tests.cs", StringComparison.Ordinal)
            let name = Path.GetFileNameWithoutExtension(file.Path)[..^"Tests".Length]
            where homes.TryGetValue(name, out var home) && home != FolderOf(file.Path, tests)
            select $"{file.Path} tests {name} of {homes[name]}"));
    }

    private static string FolderOf(string path, string root) => path[root.Length..(path.LastIndexOf('/') + 1)].TrimEnd('/');

    [GeneratedRegex(@"(^|/)(bin|obj|artifacts)/")]
    private static partial Regex Built();

    [GeneratedRegex("\"\"\".*?\"\"\"", RegexOptions.Singleline)]
    private static partial Regex RawString();

    [GeneratedRegex(@"\[TestMethod\].*?\n    public [^(\n]*?(?<name>\w+)\(", RegexOptions.Singleline)]
    private static partial Regex TestMethod();
}
