using Microsoft.ML;
using Microsoft.ML.Data;

namespace Nidl.ML.Tests;

/// <summary>Describes schemas as estimators see them.</summary>
internal static class SchemaShapes
{
    /// <summary>The shape of a view's schema: ML.NET makes it for the first estimator of a chain.</summary>
    public static SchemaShape Of(IDataView view)
    {
        var witness = new Witness();
        new EstimatorChain<ITransformer>().Append(witness).Append(witness).Fit(view);
        return witness.Seen!;
    }

    /// <summary>A line for each column, with its annotations, sorted by name.</summary>
    public static string[] Describe(SchemaShape shape) =>
        [.. shape.Select(Describe).Order(StringComparer.Ordinal)];

    private static string Describe(SchemaShape.Column column) =>
        $"{column.Name}: {column.Kind} {column.ItemType}{(column.IsKey ? " key" : "")} [{string.Join("; ", Describe(column.Annotations))}]";

    private sealed class Witness : IEstimator<ITransformer>
    {
        public SchemaShape? Seen { get; private set; }

        public ITransformer Fit(IDataView input) => new TransformerChain<ITransformer>();

        public SchemaShape GetOutputSchema(SchemaShape inputSchema)
        {
            Seen ??= inputSchema;
            return inputSchema;
        }
    }
}
