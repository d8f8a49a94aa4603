using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

[assembly: LoadableClass(typeof(ColumnConcatenatingTransformer), null, typeof(SignatureLoadModel), "Concat Transform", ColumnConcatenatingTransformer.LoaderSignature)]

namespace Microsoft.ML.Data
{
    /// <summary>Puts columns of one item type behind each other into a vector.</summary>
    public sealed class ColumnConcatenatingTransformer : RowToRowTransformerBase
    {
        internal const string LoaderSignature = "ConcatTransform";

        private readonly string _output;
        private readonly string[] _inputs;

        internal ColumnConcatenatingTransformer(string output, string[] inputs)
        {
            Contracts.CheckNonEmpty(output, "outputColumnName");
            Contracts.CheckParam(inputs is { Length: > 0 }, "inputColumnNames", "At least one column is needed");
            _output = output;
            _inputs = inputs;
        }

        private protected override IRowMapper MakeRowMapper(DataViewSchema schema) => new ConcatenatingMapper(schema, _output, _inputs);

        private protected override void SaveModel(ModelSaveContext ctx)
        {
            ctx.CheckAtModel();
            ctx.SetVersionInfo(Version());
            ctx.SaveString(_output);
            ctx.Writer.Write(_inputs.Length);
            foreach (var input in _inputs) ctx.SaveString(input);
        }

        private static VersionInfo Version() => new("CONCATSF", 0x00010001, 0x00010001, 0x00010001, typeof(ColumnConcatenatingTransformer).Assembly.FullName, LoaderSignature);

        private static ColumnConcatenatingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
        {
            ctx.CheckAtModel(Version());
            var output = ctx.LoadNonEmptyString();
            var inputs = new string[ctx.Reader.ReadInt32()];
            for (var i = 0; i < inputs.Length; i++) inputs[i] = ctx.LoadNonEmptyString();
            return new ColumnConcatenatingTransformer(output, inputs);
        }
    }
}

namespace Microsoft.ML.Transforms
{
    /// <summary>Puts columns of one item type behind each other into a vector.</summary>
    public sealed class ColumnConcatenatingEstimator : IEstimator<ColumnConcatenatingTransformer>
    {
        private readonly string _output;
        private readonly string[] _inputs;

        internal ColumnConcatenatingEstimator(string output, string[] inputs)
        {
            Contracts.CheckNonEmpty(output, "outputColumnName");
            Contracts.CheckParam(inputs is { Length: > 0 } && !inputs.Any(string.IsNullOrEmpty), "inputColumnNames", "Contained some null or empty items");
            _output = output;
            _inputs = inputs;
        }

        /// <summary>Checks the input's schema.</summary>
        public ColumnConcatenatingTransformer Fit(IDataView input)
        {
            Contracts.CheckValue(input, nameof(input));
            return new ColumnConcatenatingTransformer(_output, _inputs);
        }

        /// <summary>The shape of the output.</summary>
        public SchemaShape GetOutputSchema(SchemaShape inputSchema)
        {
            var editor = new ShapeEditor(inputSchema);
            var columns = _inputs.Select(editor.Input).ToArray();
            var item = columns[0].ItemType;
            foreach (var column in columns)
            {
                Contracts.Check(!column.IsKey, $"Column '{column.Name}' is key. Concatenation of keys is unsupported.");
                Contracts.Check(column.ItemType.Equals(item), $"Concatenated columns should have the same type. Column '{column.Name}' has type of {column.ItemType}, but expected column type is {item}.");
            }

            editor.Set(_output, KindOf(columns), item, false, AnnotationsOf(columns));
            return editor.ToShape();
        }

        private static SchemaShape.Column.VectorKind KindOf(SchemaShape.Column[] columns)
            => columns.Any(c => c.Kind == SchemaShape.Column.VectorKind.VariableVector) ? SchemaShape.Column.VectorKind.VariableVector : SchemaShape.Column.VectorKind.Vector;

        private static IEnumerable<SchemaShape.Column> AnnotationsOf(SchemaShape.Column[] columns)
        {
            if (columns.All(c => c.Annotations.TryFindColumn(AnnotationKinds.IsNormalized, out _)))
            {
                yield return new SchemaShape.Column(AnnotationKinds.IsNormalized, SchemaShape.Column.VectorKind.Scalar, BooleanDataViewType.Instance, false);
            }

            if (columns.Any(c => c.Annotations.TryFindColumn(AnnotationKinds.CategoricalSlotRanges, out _)))
            {
                yield return new SchemaShape.Column(AnnotationKinds.CategoricalSlotRanges, SchemaShape.Column.VectorKind.Vector, NumberDataViewType.Int32, false);
            }

            if (columns.Any(c => c.Kind == SchemaShape.Column.VectorKind.Scalar || c.Annotations.TryFindColumn(AnnotationKinds.SlotNames, out _)))
            {
                yield return AnnotationKinds.ShapeOfSlotNames();
            }
        }
    }
}
