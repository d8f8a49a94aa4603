using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

[assembly: LoadableClass(typeof(MissingValueReplacingTransformer), null, typeof(SignatureLoadModel), "NA Replace Transform", MissingValueReplacingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms;

/// <summary>Replaces NaN by a number learned for each slot or for all.</summary>
public sealed class MissingValueReplacingTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "NAReplaceTransform";

    private readonly double[][] _replacements;

    internal MissingValueReplacingTransformer(IEnumerable<ColumnPair> pairs, double[][] replacements)
        : base(pairs)
        => _replacements = replacements;

    private protected override VersionInfo Version => VersionOf();

    private protected override ColumnMap MapColumn(int pair, DataViewSchema.Column input)
    {
        var raw = input.Type.RawType;
        var annotations = new DataViewSchema.Annotations.Builder();
        annotations.Add(input.Annotations, kind => kind is AnnotationKinds.SlotNames or AnnotationKinds.IsNormalized);
        var slots = _replacements[pair];
        Contracts.Check(slots.Length == 1 || slots.Length == input.Type.GetValueCount(), $"Column '{input.Name}' has {input.Type.GetValueCount()} slots, but {slots.Length} were learned");
        if (raw == typeof(float)) return new ColumnMap(input.Type, annotations.ToAnnotations(), row => Scalar(row.GetGetter<float>(input), (float)slots[0]));
        if (raw == typeof(double)) return new ColumnMap(input.Type, annotations.ToAnnotations(), row => Scalar(row.GetGetter<double>(input), slots[0]));
        if (raw == typeof(VBuffer<float>)) return new ColumnMap(input.Type, annotations.ToAnnotations(), row => Vector(row.GetGetter<VBuffer<float>>(input), Array.ConvertAll(slots, s => (float)s)));
        if (raw == typeof(VBuffer<double>)) return new ColumnMap(input.Type, annotations.ToAnnotations(), row => Vector(row.GetGetter<VBuffer<double>>(input), slots));
        throw Contracts.ExceptSchemaMismatch("inputSchema", "input", input.Name, "Single or Double or a vector of them", input.Type.ToString());
    }

    private protected override void SaveColumn(int pair, BinaryWriter writer) => ValueFormat.WriteItems(writer, _replacements[pair]);

    private static ValueGetter<T> Scalar<T>(ValueGetter<T> getter, T replacement) => (ref T value) =>
    {
        getter(ref value);
        if (MissingValues.IsMissing(value)) value = replacement;
    };

    private static ValueGetter<VBuffer<T>> Vector<T>(ValueGetter<VBuffer<T>> getter, T[] replacements)
    {
        VBuffer<T> source = default;
        return (ref VBuffer<T> value) =>
        {
            getter(ref source);
            source.CopyTo(ref value);
            var editor = VBufferEditor.CreateFromBuffer(ref value);
            for (var i = 0; i < editor.Values.Length; i++)
            {
                if (MissingValues.IsMissing(editor.Values[i])) editor.Values[i] = replacements[replacements.Length == 1 ? 0 : editor.Indices.IsEmpty ? i : editor.Indices[i]];
            }

            value = editor.Commit();
        };
    }

    private static VersionInfo VersionOf() => new("NAREP TF", 0x00010001, 0x00010001, 0x00010001, typeof(MissingValueReplacingTransformer).Assembly.FullName, LoaderSignature);

    private static MissingValueReplacingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        var columns = LoadColumns(ctx, VersionOf(), ValueFormat.ReadItems<double>);
        return new MissingValueReplacingTransformer(columns.Select(c => c.Pair), [.. columns.Select(c => c.State)]);
    }
}

/// <summary>Learns what to put in the place of missing numbers.</summary>
public sealed class MissingValueReplacingEstimator : IEstimator<MissingValueReplacingTransformer>
{
    private readonly ColumnPair[] _pairs;
    private readonly ReplacementMode _mode;
    private readonly bool _bySlot;

    internal MissingValueReplacingEstimator(ColumnPair[] pairs, ReplacementMode mode, bool bySlot)
    {
        _pairs = pairs;
        _mode = mode;
        _bySlot = bySlot;
    }

    /// <summary>What to put in the place of a missing number.</summary>
    public enum ReplacementMode : byte
    {
        /// <summary>Zero.</summary>
        DefaultValue = 0,

        /// <summary>The mean.</summary>
        Mean = 1,

        /// <summary>The least value.</summary>
        Minimum = 2,

        /// <summary>The greatest value.</summary>
        Maximum = 3,

        /// <summary>The most frequent value.</summary>
        Mode = 5,
    }

    /// <summary>Learns in one pass.</summary>
    public MissingValueReplacingTransformer Fit(IDataView input)
    {
        Contracts.CheckValue(input, nameof(input));
        GetOutputSchema(SchemaShape.Create(input.Schema));
        DataViewSchema.Column[] columns = [.. _pairs.Select(p => input.Schema[p.Input])];
        if (_mode == ReplacementMode.DefaultValue) return new MissingValueReplacingTransformer(_pairs, [.. columns.Select(_ => new double[1])]);
        foreach (var column in columns) Contracts.Check(column.Type.GetValueCount() > 0, $"Column '{column.Name}' has a variable size, so there are no slots to learn replacements for");
        var learners = columns.Select(c => new ReplacementLearner(_bySlot ? c.Type.GetValueCount() : 1, _mode)).ToArray();
        using var cursor = input.GetRowCursor(columns);
        var readers = columns.Select(c => SlotReader.Of(cursor, c)).ToArray();
        while (cursor.MoveNext())
        {
            for (var i = 0; i < learners.Length; i++) learners[i].Add(readers[i]());
        }

        return new MissingValueReplacingTransformer(_pairs, [.. learners.Select(l => l.Replacements())]);
    }

    /// <summary>The shape of the output.</summary>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        var editor = new ShapeEditor(inputSchema);
        foreach (var pair in _pairs)
        {
            var column = editor.Input(pair.Input);
            var isReal = column.ItemType == NumberDataViewType.Single || column.ItemType == NumberDataViewType.Double;
            if (!isReal) throw Contracts.ExceptSchemaMismatch(nameof(inputSchema), "input", pair.Input, "Single or Double or a vector of them", column.GetTypeString());
            editor.Set(pair.Output, column.Kind, column.ItemType, false, column.Annotations.Where(a => a.Name is AnnotationKinds.SlotNames or AnnotationKinds.IsNormalized));
        }

        return editor.ToShape();
    }
}

/// <summary>Collects the present values of slots, or of all slots together.</summary>
internal sealed class ReplacementLearner(int slots, MissingValueReplacingEstimator.ReplacementMode mode)
{
    private readonly Dictionary<double, int>[] _counts = [.. Enumerable.Range(0, slots).Select(_ => new Dictionary<double, int>())];

    public void Add(double[] values)
    {
        for (var j = 0; j < values.Length; j++)
        {
            var counts = _counts[_counts.Length == 1 ? 0 : j];
            if (!double.IsNaN(values[j])) counts[values[j]] = counts.GetValueOrDefault(values[j]) + 1;
        }
    }

    /// <summary>A slot with nothing present gets zero.</summary>
    public double[] Replacements() => [.. _counts.Select(c => c.Count == 0 ? 0 : Replacement(c))];

    private double Replacement(Dictionary<double, int> counts) => mode switch
    {
        MissingValueReplacingEstimator.ReplacementMode.Mean => counts.Sum(c => c.Key * c.Value) / counts.Values.Sum(),
        MissingValueReplacingEstimator.ReplacementMode.Minimum => counts.Keys.Min(),
        MissingValueReplacingEstimator.ReplacementMode.Maximum => counts.Keys.Max(),
        _ => counts.MaxBy(c => c.Value).Key,
    };
}
