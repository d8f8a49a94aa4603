using Microsoft.ML;
using Microsoft.ML.Data;
using static Microsoft.ML.SchemaShape.Column;

namespace Nidl.ML;

/// <summary>
/// Says how a column of a type that cannot be used becomes one that can: the end of an error's sentence; null where there is nothing to
/// say.
/// </summary>
/// <param name="Item">The type of the column's values.</param>
/// <param name="Kind">Whether they are single or vectors.</param>
/// <param name="IsKey">Whether they are keys.</param>
internal sealed record ColumnHint(DataViewType Item, VectorKind Kind, bool IsKey)
{
    private const string ToSingle = "convert it to Single with mlContext.Transforms.Conversion.ConvertType";
    private const string ToKey = "make it a key with mlContext.Transforms.Conversion.MapValueToKey";
    private const string ToKnownSize = "give it a size, for example by [VectorType(784)] on the member that it comes from";

    private bool IsNumber => !IsKey && Item is NumberDataViewType or BooleanDataViewType;

    private bool IsSingle => Item.Equals(NumberDataViewType.Single);

    /// <summary>Looks at a column of a schema.</summary>
    public static ColumnHint Of(DataViewSchema.Column column) => column.Type is VectorDataViewType vector
        ? new(vector.ItemType, vector.IsKnownSize ? VectorKind.Vector : VectorKind.VariableVector, vector.ItemType is KeyDataViewType)
        : new(column.Type, VectorKind.Scalar, column.Type is KeyDataViewType);

    /// <summary>Looks at a column of a schema's shape.</summary>
    public static ColumnHint Of(SchemaShape.Column column) => new(column.ItemType, column.Kind, column.IsKey);

    /// <summary>Gets what makes features of it: a vector of Single of known size.</summary>
    public string? ForFeatures()
    {
        if (IsKey)
            return "make keys one-hot with mlContext.Transforms.Conversion.MapKeyToVector";
        if (Item is TextDataViewType)
            return "load the files that it names with LoadImages or LoadArrays of mlContext.SelfSupervised";
        return IsNumber
            ? Join(
                IsSingle ? null : ToSingle, Kind == VectorKind.Scalar ? "put it into a vector with mlContext.Transforms.Concatenate" : null,
                Size)
            : null;
    }

    /// <summary>Gets what makes auxiliary variables of it.</summary>
    public string? ForAuxiliary() => Item is TextDataViewType ? Join(ToKey, Size) : IsNumber ? Size ?? ToSingle : IsKey ? Size : null;

    /// <summary>Gets what makes a probe's label of it.</summary>
    public string? ForLabel()
    {
        if (Kind != VectorKind.Scalar)
            return null;
        return Item is TextDataViewType ? ToKey : IsNumber ? $"{ToSingle} if it is a quantity, {ToKey} if it is a class" : null;
    }

    private string? Size => Kind == VectorKind.VariableVector ? ToKnownSize : null;

    private static string? Join(params string?[] steps) =>
        steps.Any(step => step is not null) ? string.Join(" and ", steps.Where(step => step is not null)) : null;
}
