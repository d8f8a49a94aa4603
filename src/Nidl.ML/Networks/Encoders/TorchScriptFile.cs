using System.Security.Cryptography;
using Nidl.ML.Losses;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>A TorchScript file in memory: what is hashed is what is loaded, whatever becomes of the file meanwhile.</summary>
/// <param name="Bytes">What the file holds.</param>
internal sealed record TorchScriptFile(byte[] Bytes)
{
    /// <summary>Gets the file's SHA-256 as 64 lower-case hexadecimal digits.</summary>
    public string Sha256 { get; } = Convert.ToHexStringLower(SHA256.HashData(Bytes));

    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidOperationException">It cannot be read; the message is part of a sentence.</exception>
    public static TorchScriptFile Read(string path)
    {
        try
        {
            return new TorchScriptFile(File.ReadAllBytes(path));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new InvalidOperationException(failure.Message, failure);
        }
    }

    /// <summary>Loads the network on the CPU.</summary>
    /// <exception cref="InvalidOperationException">It is no TorchScript file; the message is part of a sentence.</exception>
    public jit.ScriptModule<Tensor, Tensor> Load()
    {
        // TorchSharp's loader does not look for the native library by itself.
        Libtorch.Load();
        try
        {
            return jit.load<Tensor, Tensor>(Bytes);
        }
        catch (System.Runtime.InteropServices.ExternalException failure)
        {
            throw new InvalidOperationException($"libtorch cannot read it: {TorchFailure.CauseOf(failure)}", failure);
        }
    }
}
