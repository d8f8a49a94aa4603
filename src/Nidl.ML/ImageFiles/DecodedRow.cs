using Microsoft.ML;

namespace Nidl.ML;

/// <summary>What became of a file: its pixels, or why there are none.</summary>
/// <param name="Path">The path, as the row has it.</param>
/// <param name="Pixels">The pixels; shared and never written to.</param>
/// <param name="Failure">What is wrong with the file; null if nothing is.</param>
internal sealed record DecodedRow(string Path, byte[] Pixels, Exception? Failure)
{
    /// <summary>Loads a file.</summary>
    public static DecodedRow Load(string path, Func<string, byte[]> decode)
    {
        try
        {
            return new(path, decode(path), null);
        }
        catch (Exception failure) when (
            failure is InvalidDataException or IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return new(path, [], failure);
        }
    }

    /// <summary>Gets the pixels.</summary>
    /// <exception cref="RowReadException">The file cannot be read; the message names column, path and row.</exception>
    public byte[] Open(string column, DataViewRow row) =>
        Failure is null ? Pixels : throw RowReadException.OfFile(column, Path, RowName.Of(row), RowName.NumberOf(row), Failure);
}
