using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>Maps the element types of the safetensors format to Torch's.</summary>
internal static class SafetensorsType
{
    private static readonly (string Name, ScalarType Type, int Size)[] _types =
    [
        ("F64", ScalarType.Float64, 8), ("F32", ScalarType.Float32, 4), ("F16", ScalarType.Float16, 2), ("BF16", ScalarType.BFloat16, 2),
        ("I64", ScalarType.Int64, 8), ("I32", ScalarType.Int32, 4), ("I16", ScalarType.Int16, 2), ("I8", ScalarType.Int8, 1),
        ("U8", ScalarType.Byte, 1), ("BOOL", ScalarType.Bool, 1),
    ];

    /// <summary>Gets the format's name and the bytes of one element.</summary>
    /// <exception cref="ArgumentException">The format has no such type.</exception>
    public static (string Name, int Size) Of(ScalarType type)
    {
        foreach (var entry in _types)
            if (entry.Type == type)
                return (entry.Name, entry.Size);
        throw new ArgumentException(
            $"A safetensors file needs tensors of {string.Join(", ", _types.Select(entry => entry.Type))}, but {type} was given.",
            nameof(type));
    }

    /// <summary>Gets Torch's type and the bytes of one element.</summary>
    /// <exception cref="ModelFormatException">The name is unknown.</exception>
    public static (ScalarType Type, int Size) Parse(string name, string tensor)
    {
        foreach (var entry in _types)
            if (entry.Name == name)
                return (entry.Type, entry.Size);
        throw new ModelFormatException(
            $"The tensor '{tensor}' must have one of the types "
            + $"{string.Join(", ", _types.Select(entry => entry.Name))}, but '{name}' was found.");
    }
}
