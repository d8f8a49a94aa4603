using PublicInternals;

// Copies assemblies, with what a list names made public: a line is a type (Namespace.Outer+Nested), a member with all its overloads
// (Type::Name, for a constructor Type::.ctor), or a remark that begins with '#'.
if (args is not [var list, var folder, _, ..])
{
    Console.Error.WriteLine("usage: PublicInternals LIST FOLDER ASSEMBLY...");
    return 2;
}
var lines = File.ReadLines(list).Index().Where(line => line.Item.Length > 0 && line.Item[0] != '#')
    .ToDictionary(line => line.Item, line => line.Index + 1);
var copies = args[2..].Select(path => (File: Path.GetFileName(path), Copy: new PublicCopy(path, lines.Keys))).ToArray();
var missing = lines.Keys.Except(copies.SelectMany(copy => copy.Copy.Published)).ToArray();
// In the form that a build shows as an error of that line.
foreach (var name in missing)
    Console.Error.WriteLine(
        $"{list}({lines[name]}): error PI0001: {string.Join(" or ", copies.Select(copy => copy.File))} must have the internal '{name}'.");
if (missing.Length > 0)
    return 1;
Directory.CreateDirectory(folder);
foreach (var (file, copy) in copies)
    File.WriteAllBytes(Path.Combine(folder, file), copy.Image);
return 0;
