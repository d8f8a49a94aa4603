using System.Runtime.InteropServices;
using TorchSharp;

namespace Nidl.ML.Losses;

/// <summary>Why the native library cannot be loaded.</summary>
/// <param name="Message">A sentence that says what is wrong and what to do.</param>
/// <param name="Cause">What TorchSharp or the system said.</param>
internal sealed record LoadFailure(string Message, Exception Cause)
{
    private static string TorchSharp => $"TorchSharp {LibtorchPackage.TorchSharpVersion}";

    private static string NeedsLibtorch => $"{TorchSharp} needs libtorch {LibtorchPackage.Version}";

    private static string PackageMissing => LibtorchPackage.AddCpu is { } add
        ? $"{NeedsLibtorch}, but the application has none; add it: {add} ({LibtorchPackage.CudaAdvice})."
        : $"{NeedsLibtorch}, which has packages for linux-x64 (glibc), win-x64, win-arm64 and osx-arm64, "
            + $"but this system is {RuntimeInformation.RuntimeIdentifier}.";

    /// <summary>Explains what TorchSharp has thrown.</summary>
    public static LoadFailure Of(Exception cause) => new(LibtorchPackage.IsThere ? Explain(cause) : PackageMissing, cause);

    /// <summary>Explains why the library cannot be loaded where libstdc++ is too old for it.</summary>
    /// <param name="refusal">Why the copy that needs less cannot be loaded either.</param>
    public static LoadFailure OnOlderLinux(Exception refusal) => new(
        LibtorchPackage.IsThere
            ? $"{TorchSharp} needs {SymbolVersions.Newest} of libstdc++, which this system lacks and Debian 13, Ubuntu 24.04, Fedora 39, "
                + $"RHEL 10 and later systems have, and a copy of its library that needs less cannot be loaded: {refusal.Message}."
            : PackageMissing,
        refusal);

    private static string Explain(Exception cause) => LoaderWords() switch
    {
        { } words => $"{NeedsLibtorch}, which the application has, but the system cannot load it: {words}",
        // TorchSharp tries once in a process.
        _ when cause is TypeInitializationException =>
            $"{TorchSharp} was used before Nidl.ML and could not load libtorch then; "
            + "the application must call Libtorch.Load() before its first use of torch.",
        _ => $"{NeedsLibtorch}, but fails with the one that the application has: {cause.Message}",
    };

    /// <summary>Gets the system's own words, which TorchSharp does not hand on; null if the library can be loaded.</summary>
    private static string? LoaderWords()
    {
        try
        {
            NativeLibrary.Load("LibTorchSharp", typeof(torch).Assembly, null);
            return null;
        }
        catch (DllNotFoundException failure)
        {
            return failure.Message;
        }
    }
}
