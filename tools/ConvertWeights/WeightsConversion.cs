using Nidl.ML.Losses;
using static TorchSharp.torch;

namespace Nidl.ML.ConvertWeights;

/// <summary>Writes the weights of a PyTorch file as safetensors.</summary>
internal static class WeightsConversion
{
    private const int ShownNames = 3;

    /// <summary>Converts a file.</summary>
    /// <param name="input">The file of <c>torch.save</c>.</param>
    /// <param name="output">The file to write; it is as before if anything fails.</param>
    /// <param name="prefix">What the names of the wanted weights begin with, which is cut off; empty for all.</param>
    /// <returns>A line for each weight, with name, shape and type, and one for all.</returns>
    /// <exception cref="ModelFormatException">The file holds no state, or no name begins so.</exception>
    /// <exception cref="ArgumentException">A weight is of a type that safetensors does not have.</exception>
    /// <exception cref="IOException">A file cannot be read or written.</exception>
    public static IReadOnlyList<string> Run(string input, string output, string prefix)
    {
        if (!Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(output))))
            throw new DirectoryNotFoundException($"The folder of '{output}' must exist, but does not.");
        Libtorch.Load();
        using var scope = NewDisposeScope();
        var state = PickledState.Read(input);
        var wanted = state.Where(entry => entry.Key.StartsWith(prefix, StringComparison.Ordinal))
            .Select(entry => KeyValuePair.Create(entry.Key[prefix.Length..], entry.Value)).ToArray();
        if (wanted.Length == 0)
            throw new ModelFormatException($"'{input}' must have weights whose names begin with '{prefix}', but has {Names(state)}.");
        AtomicFile.Write(output, stream => SafetensorsWriter.Write(stream, wanted, new Dictionary<string, string> { ["format"] = "pt" }));
        return [.. wanted.Select(Describe), $"{wanted.Length} weights of {wanted.Sum(entry => entry.Value.numel())} values in '{output}'"];
    }

    private static string Describe(KeyValuePair<string, Tensor> weight) =>
        $"{weight.Key} ({string.Join(", ", weight.Value.shape)}) {weight.Value.dtype}";

    private static string Names(IReadOnlyList<KeyValuePair<string, Tensor>> state) => state.Count == 0
        ? "none"
        : $"{state.Count} others, for example {string.Join(", ", state.Take(ShownNames).Select(entry => $"'{entry.Key}'"))}";
}
