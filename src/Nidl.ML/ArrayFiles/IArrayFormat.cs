using System.Text.Json.Serialization;

namespace Nidl.ML;

/// <summary>A format of files that hold one array each. All members are safe from several threads.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(NpyFormat), "npy")]
[JsonDerivedType(typeof(NiftiFormat), "nifti-xyz")]
[JsonDerivedType(typeof(PngFormat), "png")]
internal interface IArrayFormat
{
    /// <summary>Gets the name of the catalog's method that loads it, for messages.</summary>
    string MethodName { get; }

    /// <summary>Gets whether files say where the voxels of a volume lie.</summary>
    bool TellsPlaces => false;

    /// <summary>Gets all files that the array of a path is read from: that file alone unless the format has more.</summary>
    IReadOnlyList<string> FilesOf(string path) => [path];

    /// <summary>Reads what the header of a file says of its array.</summary>
    /// <exception cref="InvalidDataException">The file is not one of an array that can be used.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    ArrayGrid ReadGrid(string path);

    /// <summary>Reads the array of a file, last index fastest, however the file has it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="grid">The shape that the array must have, and where the voxels of a volume must lie, if that is known.</param>
    /// <param name="destination">The values, as many as the shape has.</param>
    /// <exception cref="InvalidDataException">The file is not one of an array of that grid.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    void Read(string path, ArrayGrid grid, Span<float> destination);
}
