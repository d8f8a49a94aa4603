using System.Runtime.InteropServices;

namespace Nidl.ML.Losses;

/// <summary>Finds functions of libtorch that TorchSharp has no call for.</summary>
internal static class LibtorchFunction
{
    /// <summary>Finds a function of C++ by the name that the compiler gave it.</summary>
    /// <param name="name">The name as GCC and Clang write it.</param>
    /// <param name="microsoftName">The name as Microsoft's compiler writes it, which is not tried.</param>
    /// <returns>Its address; 0 if this libtorch has no such function.</returns>
    /// <remarks>libtorch must be loaded already, so that its bare name finds it.</remarks>
    public static nint Find(string name, string microsoftName) =>
        NativeLibrary.TryLoad(LibtorchPackage.FileOfAll, out var library)
        && NativeLibrary.TryGetExport(library, OperatingSystem.IsWindows() ? microsoftName : name, out var address)
            ? address
            : 0;
}
