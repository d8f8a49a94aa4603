using Microsoft.ML;
using Microsoft.ML.Data;

namespace Nidl.ML;

/// <summary>Lists the image files of a folder as a view.</summary>
public static class ImageFolder
{
    private static readonly HashSet<string> _extensions = new(StringComparer.OrdinalIgnoreCase)
    {
        ".jpg", ".jpeg", ".png", ".webp", ".bmp", ".gif", ".ico",
        // Not read, but not passed over in silence either.
        ".tif", ".tiff",
    };

    /// <summary>
    /// Gets a view of the image files below a folder, in the order of their paths: the columns <c>Path</c>, which begins with the folder as
    /// it was given, and
    /// <c>Label</c>, the name of the sub-folder that the file is in or below, empty for files in the folder itself. Both are text.
    /// </summary>
    /// <param name="folder">The folder, with a sub-folder for each class, or with files without classes.</param>
    /// <returns>The view. Files that are no images by their names are passed over.</returns>
    /// <exception cref="DirectoryNotFoundException">The folder is not there.</exception>
    /// <exception cref="ArgumentException">There are no image files below the folder.</exception>
    public static IDataView Read(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        var files = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(file => _extensions.Contains(Path.GetExtension(file)))
            .Order(StringComparer.Ordinal)
            .Select(file => new ImageFile { Path = file, Label = Label(Path.GetRelativePath(folder, file)) })
            .ToArray();
        if (files.Length == 0)
            throw new ArgumentException($"The folder must have image files in it or below it, but '{folder}' has none.", nameof(folder));
        return new MLContext().Data.LoadFromEnumerable(files);
    }

    private static string Label(string relative) =>
        relative.IndexOf(Path.DirectorySeparatorChar) is var end and > 0 ? relative[..end] : "";

    private sealed class ImageFile
    {
        public string Path { get; set; } = "";

        public string Label { get; set; } = "";
    }
}
