using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using TorchSharp;

namespace Nidl.ML.Losses;

/// <summary>
/// Loads TorchSharp's native library where the system's libstdc++ is older than that of GCC 13.2, as on Debian 12, Ubuntu 22.04 and RHEL 9:
/// a copy in memory that needs less (<see cref="SymbolVersions"/>). .NET asks for it only after the ordinary load has failed. Nothing is
/// written to a disk.
/// </summary>
internal static class OlderLinux
{
    private const string LibraryName = "LibTorchSharp";

    private static readonly Lazy<Outcome> _outcome = new(LoadCopy);

    private static bool Applies => OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == Architecture.X64;

    private static bool IsOlder =>
        NativeLibrary.TryLoad("libstdc++.so.6", out var library)
        && !NativeLibrary.TryGetExport(library, SymbolVersions.NewestFunction, out _);

    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "The application may use TorchSharp next.")]
    internal static void Register()
    {
        if (Applies)
            AssemblyLoadContext.GetLoadContext(typeof(torch).Assembly)!.ResolvingUnmanagedDll +=
                (_, name) => name == LibraryName ? _outcome.Value.Library : 0;
    }

    /// <summary>Tries to load the library.</summary>
    /// <returns>Why the copy cannot be loaded, where the library needs one; null if it is loaded, or if something else is wrong.</returns>
    public static Exception? TryLoad()
    {
        if (Applies)
            NativeLibrary.TryLoad(LibraryName, typeof(torch).Assembly, null, out _);
        return _outcome.IsValueCreated ? _outcome.Value.Refusal : null;
    }

    private static Outcome LoadCopy()
    {
        if (!IsOlder)
            return new(0, null);
        try
        {
            var library = File.ReadAllBytes(PathOf("libLibTorchSharp.so"));
            SymbolVersions.Lower(library);
            // The library looks for this one in its own folder; the copy has none.
            NativeLibrary.Load(PathOf("libtorch.so"));
            return new(MemoryLibrary.Load(LibraryName, library), null);
        }
        catch (Exception failure) when (failure
            is InvalidDataException or IOException or UnauthorizedAccessException or DllNotFoundException)
        {
            return new(0, failure);
        }
    }

    private static string PathOf(string fileName) =>
        NativeDirectories.Find(fileName) ?? throw new FileNotFoundException($"the application has no {fileName}");

    private sealed record Outcome(nint Library, Exception? Refusal);
}
