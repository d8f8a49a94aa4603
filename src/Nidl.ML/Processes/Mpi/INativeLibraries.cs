using System.Runtime.InteropServices;

namespace Nidl.ML;

/// <summary>The native libraries of the system.</summary>
internal interface INativeLibraries
{
    /// <summary>Loads a library.</summary>
    bool TryLoad(string name, out nint library);

    /// <summary>Finds what a library exports.</summary>
    bool TryGetExport(nint library, string name, out nint address);
}

/// <summary>Those that are there.</summary>
internal sealed class SystemLibraries : INativeLibraries
{
    public bool TryLoad(string name, out nint library) => NativeLibrary.TryLoad(name, out library);

    public bool TryGetExport(nint library, string name, out nint address) => NativeLibrary.TryGetExport(library, name, out address);
}
