using System.Globalization;

namespace Nidl.ML;

/// <summary>What a part of a model file says of its format.</summary>
/// <param name="Format">The version of the format.</param>
/// <param name="ReadableFrom">The oldest version of the format whose reader understands it.</param>
internal sealed record FormatVersion(int Format, int ReadableFrom)
{
    /// <summary>Checks that a reader understands the format: any older one, and a newer one that says so.</summary>
    /// <param name="part">What the part is called in messages.</param>
    /// <param name="reader">The version of the reader.</param>
    /// <exception cref="ModelFormatException">It does not; the message names both versions.</exception>
    public void Check(string part, int reader)
    {
        if (ReadableFrom > reader)
            throw new ModelFormatException(string.Create(CultureInfo.InvariantCulture,
                $"The {part} must be of a format that version {reader} of the reader understands, but it is of format {Format}, "
                + $"readable from version {ReadableFrom}; update Nidl.ML."));
        if (ReadableFrom < 1 || Format < ReadableFrom)
            throw new ModelFormatException(string.Create(CultureInfo.InvariantCulture,
                $"The {part} must be of a format from 1, readable from that or an older one, but format {Format}, "
                + $"readable from version {ReadableFrom}, was found."));
    }
}
