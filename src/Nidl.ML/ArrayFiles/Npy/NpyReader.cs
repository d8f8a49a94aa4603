namespace Nidl.ML;

/// <summary>Reads arrays from <c>.npy</c> files into the caller's memory.</summary>
internal static class NpyReader
{
    /// <summary>Reads the array of a stream, last index fastest, however the stream has it.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="shape">The shape that the array must have, but for dimensions of 1.</param>
    /// <param name="destination">The values, as many as the shape has.</param>
    /// <exception cref="InvalidDataException">The stream is not one of an array of that shape.</exception>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    public static void Read(Stream stream, InputShape shape, Span<float> destination)
    {
        var header = NpyHeader.Read(stream);
        if (!header.Shape.Where(dimension => dimension > 1).SequenceEqual(shape.Where(dimension => dimension > 1)))
            throw new InvalidDataException($"its shape must be {shape}, but is {header.Shape}");
        var places = header.IsFortranOrder && header.Shape.Rank > 1 ? ArrayPlaces.LastFastest(header.Shape) : null;
        new ArrayBlocks(header.Element, header.IsSwapped).Read(stream, places, destination);
    }
}
