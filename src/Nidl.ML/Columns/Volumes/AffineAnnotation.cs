using Microsoft.ML;
using Microsoft.ML.Data;

namespace Nidl.ML;

/// <summary>Where the voxels of a column of volumes lie, as the schema tells it to the transforms that follow.</summary>
internal static class AffineAnnotation
{
    private const string Name = "VolumeAffine";
    private const int Values = 16;

    /// <summary>Adds a column of vectors of Single, with what is known of its voxels' places.</summary>
    public static void AddColumn(DataViewSchema.Builder schema, string name, InputShape shape, VolumeAffine? affine)
    {
        var annotations = new DataViewSchema.Annotations.Builder();
        if (affine is not null)
        {
            ValueGetter<VBuffer<double>> getter = (ref VBuffer<double> value) => value = new(Values, affine.ToArray());
            annotations.Add(Name, new VectorDataViewType(NumberDataViewType.Double, Values), getter);
        }
        var type = new VectorDataViewType(NumberDataViewType.Single, shape.Select(dimension => (int)dimension).ToArray());
        schema.AddColumn(name, type, annotations.ToAnnotations());
    }

    /// <summary>Gets where the voxels of a column lie; null if the schema does not tell, or has no such column.</summary>
    public static VolumeAffine? Find(DataViewSchema schema, string? name) =>
        name is not null && schema.GetColumnOrNull(name) is { } column ? Find(column) : null;

    /// <summary>Gets where the voxels of a column lie; null if the schema does not tell.</summary>
    public static VolumeAffine? Find(DataViewSchema.Column column)
    {
        var type = column.Annotations.Schema.GetColumnOrNull(Name)?.Type as VectorDataViewType;
        if (type?.Size != Values || !type.ItemType.Equals(NumberDataViewType.Double))
            return null;
        VBuffer<double> values = default;
        column.Annotations.GetValue(Name, ref values);
        return VolumeAffine.OfValues([.. values.DenseValues()]);
    }
}
