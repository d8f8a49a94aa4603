using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Nidl.ML;

/// <summary>How our files say in JSON what they hold.</summary>
internal static class ManifestJson
{
    private static readonly JsonSerializerOptions _options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        AllowDuplicateProperties = false,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        WriteIndented = true,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    /// <summary>Gets the name of this package and its version.</summary>
    public static string Writer { get; } =
        $"Nidl.ML {typeof(ManifestJson).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion}";

    public static byte[] Write<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, _options);

    /// <exception cref="JsonException">The text is no JSON of a <typeparamref name="T"/>, or null.</exception>
    public static T Read<T>(ReadOnlySpan<byte> utf8) =>
        JsonSerializer.Deserialize<T>(utf8, _options) ?? throw new JsonException("it is null");
}
