namespace Microsoft.ML.Data;

/// <summary>The names of the annotations that the components agree on.</summary>
internal static class AnnotationKinds
{
    public const string SlotNames = "SlotNames";
    public const string KeyValues = "KeyValues";
    public const string ScoreColumnSetId = "ScoreColumnSetId";
    public const string ScoreColumnKind = "ScoreColumnKind";
    public const string ScoreValueKind = "ScoreValueKind";
    public const string IsNormalized = "IsNormalized";
    public const string TrainingLabelValues = "TrainingLabelValues";
    public const string CategoricalSlotRanges = "CategoricalSlotRanges";

    public static VectorDataViewType NamesType(int size) => new(TextDataViewType.Instance, size);

    public static void AddSlotNames(this DataViewSchema.Annotations.Builder builder, int size, ValueGetter<VBuffer<ReadOnlyMemory<char>>> getter)
        => builder.Add(SlotNames, NamesType(size), getter);

    public static bool HasSlotNames(this DataViewSchema.Column column, int size)
        => size > 0 && column.Annotations.Schema.GetColumnOrNull(SlotNames)?.Type is VectorDataViewType type && type.Size == size && type.ItemType is TextDataViewType;

    public static SchemaShape.Column ShapeOfSlotNames() => new(SlotNames, SchemaShape.Column.VectorKind.Vector, TextDataViewType.Instance, false);
}
