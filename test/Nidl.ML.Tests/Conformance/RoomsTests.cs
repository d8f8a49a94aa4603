using System.Reflection;
using System.Text.RegularExpressions;

namespace Nidl.ML.Tests.Conformance;

/// <summary>The folders of the source use each other in one direction: a folder knows those before it alone.</summary>
[TestClass]
public sealed partial class RoomsTests
{
    private const int MostFiles = 20;
    private const int MostLines = 300;

    private static readonly string[] s_rooms =
    [
        "", "Arguments", "Randomness", "Persistence", "Devices", "Processes", "Columns", "Rows", "Networks", "Views", "Batches",
        "ArrayFiles", "ImageFiles",
        "Cohorts", "Transforming", "Training", "Methods", "Evaluation", "Report",
    ];

    // What may stand before the name of a type; any other word before it is itself a type, of a member with that name.
    private static readonly HashSet<string> s_keywords =
    [
        "abstract", "and", "as", "await", "case", "class", "const", "else", "event", "explicit", "implicit", "in", "internal", "is", "new",
        "not", "operator", "or",
        "out", "override", "params", "partial", "private", "protected", "public", "readonly", "record", "ref", "required", "return",
        "sealed", "static", "struct",
        "this", "throw", "unsafe", "using", "virtual", "when", "where", "yield",
    ];

    private static string Root { get; } = Path.Combine(
        typeof(RoomsTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(attribute => attribute.Key == "RepositoryRoot").Value!, "src", "Nidl.ML");

    private static IReadOnlyList<SourceFile> Files { get; } =
        [.. Directory.EnumerateFiles(Root, "*.cs", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(SourceFile.Read)];

    [TestMethod]
    public void Rooms_OfTheSource_UseOnlyThoseBeforeThem()
    {
        var homes = Files.SelectMany(file => file.Types.Select(type => (type, file.Room))).DistinctBy(pair => pair.type).ToDictionary();
        var backward =
            from file in Files
            from type in file.Used
            where homes.TryGetValue(type, out var home) && Array.IndexOf(s_rooms, home) > Array.IndexOf(s_rooms, file.Room)
            select $"{file.Path} uses {type} of {homes[type]}";
        Assert.AreEqual("", string.Join('\n', backward));
    }

    [TestMethod]
    public void Rooms_OfTheSource_AreThoseOfTheOrder() =>
        CollectionAssert.AreEquivalent(s_rooms, Files.Select(file => file.Room).Distinct().ToArray());

    [TestMethod]
    public void Folders_OfTheSource_HoldFewFiles() => Assert.AreEqual("", string.Join('\n',
        Files.GroupBy(file => Path.GetDirectoryName(file.Path)).Where(folder => folder.Count() > MostFiles)
            .Select(folder => $"{folder.Key}: {folder.Count()}")));

    [TestMethod]
    public void Files_OfTheSource_AreShort() =>
        Assert.AreEqual("", string.Join('\n', Files.Where(file => file.Lines > MostLines).Select(file => $"{file.Path}: {file.Lines}")));

    private sealed partial record SourceFile(string Path, string Room, int Lines, IReadOnlyList<string> Types, IReadOnlySet<string> Used)
    {
        public static SourceFile Read(string path)
        {
            var text = File.ReadAllText(path).ReplaceLineEndings("\n");
            var relative = System.IO.Path.GetRelativePath(Root, path).Replace('\\', '/');
            string[] types = [.. Declaration().Matches(text).Select(match => match.Groups[1].Value)];
            var code = Silent().Replace(text, "");
            // The members of an enumeration are names that stand alone.
            var used = Enumeration().IsMatch(text)
                ? []
                : Word().Matches(code).Where(IsType).Select(match => match.Groups["name"].Value).ToHashSet();
            return new(
                relative, relative.Contains('/') ? relative.Split('/')[0] : "", text.Count(character => character == '\n'), types, used);
        }

        private static bool IsType(Match word) => !word.Groups["before"].Success || s_keywords.Contains(word.Groups["before"].Value);

        [GeneratedRegex(@"^(?:public|internal)[a-z ]* (?:class|record struct|record|struct|interface|enum) (\w+)", RegexOptions.Multiline)]
        private static partial Regex Declaration();

        [GeneratedRegex(@"^(?:public|internal) enum", RegexOptions.Multiline)]
        private static partial Regex Enumeration();

        // Comments and texts; what is computed within a text stays.
        [GeneratedRegex("//[^\n]*|(?<!\\$)\"(?:\\\\.|[^\"\\\\\n])*\"")]
        private static partial Regex Silent();

        [GeneratedRegex(@"(?:(?<before>\w+)[>\]?)]*\s+)?(?<![\w.])(?<name>[A-Z]\w+)")]
        private static partial Regex Word();
    }
}
