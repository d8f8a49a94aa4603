using Microsoft.ML;
using Microsoft.ML.Data;

namespace Nidl.ML;

/// <summary>Makes the transformer that preprocesses volumes: finds the column and the shape of its rows. Nothing else is learned.</summary>
public sealed class VolumePreprocessingEstimator : IEstimator<VolumePreprocessingTransformer>
{
    internal VolumePreprocessingEstimator(
        string outputColumnName, IReadOnlyList<VolumePreprocessing> steps, string? inputColumnName, InputShape? inputShape)
    {
        ArgumentException.ThrowIfNullOrEmpty(outputColumnName);
        ArgumentNullException.ThrowIfNull(steps);
        if (inputColumnName is not null)
            ArgumentException.ThrowIfNullOrEmpty(inputColumnName);
        (OutputColumnName, InputColumnName, InputShape) = (outputColumnName, inputColumnName ?? outputColumnName, inputShape);
        Steps = ValueList<VolumePreprocessing>.Copy(steps, nameof(steps));
    }

    /// <summary>Gets the name of the column of preprocessed volumes.</summary>
    public string OutputColumnName { get; }

    /// <summary>Gets the name of the column of volumes.</summary>
    public string InputColumnName { get; }

    /// <summary>Gets the shape of a volume, (channels, depth, height, width); null takes the dimensions of the column.</summary>
    public InputShape? InputShape { get; }

    /// <summary>Gets what is done, in order.</summary>
    public IReadOnlyList<VolumePreprocessing> Steps { get; }

    /// <summary>Gets the shape of the schema that the fitted transformer will give.</summary>
    /// <param name="inputSchema">The shape of the input's schema.</param>
    /// <exception cref="ArgumentOutOfRangeException">The column of volumes is missing or not a vector of Single.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        FeatureColumn.Check(inputSchema, InputColumnName);
        return new([
            .. inputSchema.Where(column => column.Name != OutputColumnName),
            SchemaShapeColumn.Create(OutputColumnName, SchemaShape.Column.VectorKind.Vector, NumberDataViewType.Single)]);
    }

    /// <summary>Finds the column of volumes and checks that its rows can be preprocessed. No row is read.</summary>
    /// <param name="input">Rows with volumes.</param>
    /// <exception cref="ArgumentOutOfRangeException">The column of volumes is missing or not a vector of Single of known size.</exception>
    /// <exception cref="ArgumentException">
    /// Its rows are not of shape (channels, depth, height, width), or a step cannot act on them.
    /// </exception>
    public VolumePreprocessingTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var source = FeatureColumn.Bind(input.Schema, InputColumnName).Shape;
        var shape = InputShape ?? source;
        if (shape.Size != source.Size)
            throw new ArgumentException(
                $"InputShape must have as many values as column '{InputColumnName}', which has {source.Size}, "
                + $"but {shape} has {shape.Size}.",
                nameof(InputShape));
        SpatialRows.Volumes.CheckInputShape("PreprocessVolumes", shape);
        var affine = AffineAnnotation.Find(input.Schema[InputColumnName]);
        var column = PreprocessedColumn.Over(OutputColumnName, InputColumnName, shape, affine, Steps);
        column.Append(input.Schema);
        return new(column);
    }
}
