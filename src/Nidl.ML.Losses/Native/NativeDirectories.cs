namespace Nidl.ML.Losses;

/// <summary>The directories in which .NET looks for an application's native libraries.</summary>
internal static class NativeDirectories
{
    /// <summary>Gets the path of a file in the first of the directories that has it; null if none has.</summary>
    public static string? Find(string fileName) =>
        All.Select(directory => Path.Combine(directory, fileName)).FirstOrDefault(File.Exists);

    // The host's list; a host of another kind may give none.
    private static IEnumerable<string> All =>
        ((AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
        .Append(AppContext.BaseDirectory);
}
