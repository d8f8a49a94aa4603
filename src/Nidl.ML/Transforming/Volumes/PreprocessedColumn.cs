using System.Text.Json.Serialization;
using Microsoft.ML;
using Microsoft.ML.Data;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// The column of preprocessed volumes that a transformer appends: its name, the column that it is computed from, and the steps.
/// </summary>
internal sealed record PreprocessedColumn(
    string Name, string SourceName, InputShape SourceShape, IReadOnlyList<VolumePreprocessing> Steps) : IRowMapping
{
    /// <summary>Gets the shape of a preprocessed row.</summary>
    /// <exception cref="ArgumentException">The rows are not of shape (channels, depth, height, width).</exception>
    [JsonIgnore]
    public InputShape Shape => Steps.Aggregate(SourceShape, (shape, step) => step.OutputShape(shape));

    /// <summary>Gets where the voxels of the source lie; null if it is not known.</summary>
    public VolumeAffine? SourceAffine { get; init; }

    private FeatureColumn Source => new(SourceName, SourceShape);

    public DataViewSchema.Column FindSource(DataViewSchema input) => Source.Find(input);

    /// <inheritdoc/>
    public void CheckOnnx() => throw new NotSupportedException(
        $"An ONNX model must compute each column, but what makes '{Name}' of the volumes has no ONNX form; "
        + $"export what follows, and give it '{Name}'.");

    public DataViewSchema Append(DataViewSchema input)
    {
        FindSource(input);
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(input);
        AffineAnnotation.AddColumn(builder, Name, Shape, Affine());
        return builder.ToSchema();
    }

    public Func<DataViewSchema.Column, Delegate> Open(DataViewRow row) => _ => CreateGetter(row);

    /// <summary>Creates the column for volumes that lie so: steps that were not told where they lie take it from there.</summary>
    /// <exception cref="ArgumentException">A step needs to know where they lie, and nobody has told it.</exception>
    public static PreprocessedColumn Over(
        string name, string sourceName, InputShape shape, VolumeAffine? affine, IEnumerable<VolumePreprocessing> steps)
    {
        var (resolved, place, size) = (new List<VolumePreprocessing>(), affine, shape);
        foreach (var step in steps)
        {
            resolved.Add(step.Of(place));
            (place, size) = After(resolved[^1], place, size);
        }
        return new(name, sourceName, shape, resolved) { SourceAffine = affine };
    }

    private VolumeAffine? Affine()
    {
        var (place, shape) = (SourceAffine, SourceShape);
        foreach (var step in Steps)
            (place, shape) = After(step, place, shape);
        return place;
    }

    private static (VolumeAffine? Place, InputShape Shape) After(VolumePreprocessing step, VolumeAffine? place, InputShape shape) =>
        (step.PlaceOf(place) is { } known ? step.OutputAffine(known, shape) : null, step.OutputShape(shape));

    private ValueGetter<VBuffer<float>> CreateGetter(DataViewRow row)
    {
        var reader = FeatureReader.Open(row, Source);
        var (values, size) = (new float[SourceShape.Size], Shape.Size);
        return (ref VBuffer<float> value) =>
        {
            reader.ReadUnchecked(values);
            reader.CheckFinite(values); // one value that is not would spread over the volume
            var editor = VBufferEditor.Create(ref value, size);
            Preprocess(values, editor.Values);
            value = editor.Commit();
        };
    }

    private void Preprocess(float[] volume, Span<float> preprocessed)
    {
        using var scope = NewDisposeScope();
        using var inference = no_grad();
        var batch = tensor(volume, SourceShape.WithBatch(1));
        foreach (var step in Steps)
            batch = step.Apply(batch);
        batch.contiguous().data<float>().CopyTo(preprocessed);
    }
}
