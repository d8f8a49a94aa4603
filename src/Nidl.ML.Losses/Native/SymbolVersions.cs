namespace Nidl.ML.Losses;

/// <summary>
/// Lowers the versions of libstdc++'s symbols that TorchSharp 0.107.0's native library asks for. It asks for GLIBCXX_3.4.32 for one import
/// alone: a function without arguments that initializes the standard streams, as libtorch has done by then. It asks for GLIBCXX_3.4.30 for
/// another alone, which exists in an older version as well.
/// </summary>
internal static class SymbolVersions
{
    /// <summary>The newest version that the library asks for.</summary>
    public const string Newest = "GLIBCXX_3.4.32";

    /// <summary>The only function of that version that it imports, std::ios_base_library_init().</summary>
    public const string NewestFunction = "_ZSt21ios_base_library_initv";

    // std::chrono::steady_clock::now(), which has no arguments and no effect either, and which the library imports anyway.
    private const string Clock = "_ZNSt6chrono3_V212steady_clock3nowEv";

    // std::condition_variable::wait(std::unique_lock<std::mutex>&)
    private const string Wait = "_ZNSt18condition_variable4waitERSt11unique_lockISt5mutexE";

    /// <summary>Changes the bytes of the library so that libstdc++ of GCC 11 is new enough for it.</summary>
    /// <exception cref="InvalidDataException">
    /// The file is not of the expected kind: each import must be there, once, and be the only symbol of its version.
    /// </exception>
    public static void Lower(byte[] library)
    {
        try
        {
            var file = new ElfFile(library);
            Redirect(file, (NewestFunction, Newest), (Clock, "GLIBCXX_3.4.19"));
            Redirect(file, (Wait, "GLIBCXX_3.4.30"), (Wait, "GLIBCXX_3.4.11"));
        }
        catch (InvalidDataException failure)
        {
            throw new InvalidDataException($"the file is not of the expected kind: {failure.Message}", failure);
        }
    }

    private static void Redirect(ElfFile file, (string Name, string Version) from, (string Name, string Version) to)
    {
        var (symbols, versions) = (new DynamicSymbols(file), new VersionRequirements(file));
        var index = symbols.IndexOfImport(from.Name);
        if (symbols.IndexOfVersion(versions.Number(from.Version)) != index)
            throw new InvalidDataException($"its import of '{from.Name}' is not of version {from.Version}");
        symbols.Redirect(index, symbols.IndexOfImport(to.Name), versions.Number(to.Version));
        versions.MakeWeak(from.Version);
    }
}
