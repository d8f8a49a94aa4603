using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Nidl.ML.Losses.Tests.Native;

/// <summary>TorchSharp's native library for Linux, as the tests' own process has it.</summary>
internal static class RealLibrary
{
    /// <summary>The SHA-256 of the file in the package TorchSharp 0.107.0.</summary>
    public const string Untouched = "cf33b1b0bb6bbb9754a768fb5c5d04d9f498603be50e73f55621a0b40ee608b8";

    /// <summary>The SHA-256 of that file as a script in another language lowered it; with it the whole suite passed.</summary>
    public const string Lowered = "663290330a79fd988b1d21e5d8729f6018b46e5c3bba17ada86bf018c82c2630";

    public static byte[] Bytes => File.ReadAllBytes(NativeDirectories.Find("libLibTorchSharp.so")!);

    public static bool IsUntouched => Sha256(Bytes) == Untouched;

    /// <summary>Gets whether the system's libstdc++ is too old for the untouched file.</summary>
    public static bool IsSystemOlder =>
        !NativeLibrary.TryGetExport(NativeLibrary.Load("libstdc++.so.6"), SmallLibrary.Initializer, out _);

    public static string Sha256(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
