using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace Nidl.ML;

/// <summary>Makes the loader of image files. There is nothing to learn: <see cref="Fit"/> looks at no file.</summary>
public sealed class ImageLoadingEstimator : IEstimator<ImageLoadingTransformer>
{
    private readonly IHostEnvironment _environment;

    internal ImageLoadingEstimator(
        IHostEnvironment environment, string outputColumnName, string? inputColumnName, ImageLoadingOptions options)
    {
        ArgumentException.ThrowIfNullOrEmpty(outputColumnName);
        if (inputColumnName is not null)
            ArgumentException.ThrowIfNullOrEmpty(inputColumnName);
        ArgumentNullException.ThrowIfNull(options);
        (_environment, OutputColumnName, InputColumnName, Options) =
            (environment, outputColumnName, inputColumnName ?? outputColumnName, options);
    }

    /// <summary>Gets the name of the column of pixels.</summary>
    public string OutputColumnName { get; }

    /// <summary>Gets the name of the column of paths.</summary>
    public string InputColumnName { get; }

    /// <summary>Gets the options.</summary>
    public ImageLoadingOptions Options { get; }

    /// <summary>Gets the shape of the schema that the fitted transformer will give.</summary>
    /// <param name="inputSchema">The shape of the input's schema.</param>
    /// <exception cref="ArgumentOutOfRangeException">The column of paths is missing or not of text.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        PathColumn.Check(inputSchema, InputColumnName);
        return ImageFileColumn.Promise(inputSchema, OutputColumnName);
    }

    /// <summary>Makes the transformer.</summary>
    /// <param name="input">Rows with paths.</param>
    /// <exception cref="ArgumentOutOfRangeException">The column of paths is missing or not of text.</exception>
    public ImageLoadingTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        PathColumn.Find(input.Schema, InputColumnName);
        return new(_environment, new ImageFileColumn(OutputColumnName, InputColumnName, Options));
    }
}
