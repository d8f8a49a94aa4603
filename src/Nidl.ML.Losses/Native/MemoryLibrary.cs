using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Nidl.ML.Losses;

/// <summary>Loads a shared library from memory, through a file of Linux that lies on no disk.</summary>
internal static class MemoryLibrary
{
    private const uint CloseOnExec = 1;

    /// <summary>Loads the library for the life of the process.</summary>
    /// <param name="name">What the process's list of mapped files calls it.</param>
    /// <param name="library">What the file holds.</param>
    /// <exception cref="IOException">The system refuses a file in memory, or has no room for it.</exception>
    /// <exception cref="DllNotFoundException">The system's loader refuses the library.</exception>
    public static nint Load(string name, byte[] library)
    {
        using var file = CreateFile(name);
        RandomAccess.Write(file, library, fileOffset: 0);
        var loaded = NativeLibrary.Load($"/proc/self/fd/{file.DangerousGetHandle()}");
        // It stays open: a later file of the same number would have the same path, and the loader would take it for this library.
        file.SetHandleAsInvalid();
        return loaded;
    }

    private static SafeFileHandle CreateFile(string name)
    {
        var descriptor = CreateFile(name, CloseOnExec);
        return descriptor >= 0
            ? new SafeFileHandle(descriptor, ownsHandle: true)
            : throw new IOException($"the system refuses a file in memory (memfd_create: {Marshal.GetLastPInvokeErrorMessage()})");
    }

    [DllImport("libc", EntryPoint = "memfd_create", SetLastError = true)]
    private static extern int CreateFile([MarshalAs(UnmanagedType.LPUTF8Str)] string name, uint flags);
}
