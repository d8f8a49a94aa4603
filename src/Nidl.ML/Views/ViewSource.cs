using Microsoft.ML;

namespace Nidl.ML;

/// <summary>Where the views of a row come from: one column or two, and what is done to each.</summary>
internal sealed record ViewSource(string? SecondViewColumnName, ViewPlan Views)
{
    /// <summary>Finds the column of ready-made second views in a schema; null if there is none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing or of another type.</exception>
    /// <exception cref="ArgumentException">It is the input column itself, or of another shape.</exception>
    public FeatureColumn? BindSecondView(DataViewSchema schema, FeatureColumn features) =>
        SecondViewColumnName is { } name ? FeatureColumn.BindSecondView(schema, name, features) : null;
}
