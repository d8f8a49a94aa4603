using Microsoft.ML;

namespace Nidl.ML;

/// <summary>Where the two views of a row come from: one column or two, and what is done to each.</summary>
internal sealed record ViewSource(string? SecondViewColumnName, ViewPair Views)
{
    /// <summary>Finds in the options what makes the views of rows of a shape.</summary>
    /// <exception cref="ArgumentException">There is no augmentation, or the shape does not fit one.</exception>
    public static ViewSource Create(TrainingOptions options, InputShape shape)
    {
        var defaults = Defaults(options, shape);
        var first = options.Augmentations ?? defaults.First;
        var second = options.SecondViewAugmentations ?? options.Augmentations ?? defaults.Second;
        if (options.SecondViewColumnName is null && first.Count == 0 && second.Count == 0)
            throw new ArgumentException(
                "Augmentations must have at least one augmentation, since two equal views teach nothing, but none was given.", nameof(TrainingOptions.Augmentations));
        var views = new ViewPair(new Compose([.. first]), new Compose([.. second]));
        views.First.CheckInputShape(shape);
        views.Second.CheckInputShape(shape);
        return new(options.SecondViewColumnName, views);
    }

    /// <summary>Finds the column of ready-made second views in a schema; null if there is none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing or of another type.</exception>
    /// <exception cref="ArgumentException">It is the input column itself, or of another shape.</exception>
    public FeatureColumn? BindSecondView(DataViewSchema schema, FeatureColumn features) =>
        SecondViewColumnName is { } name ? FeatureColumn.BindSecondView(schema, name, features) : null;

    private static (IReadOnlyList<Augmentation> First, IReadOnlyList<Augmentation> Second) Defaults(TrainingOptions options, InputShape shape)
    {
        if (options.Augmentations is not null || options.SecondViewColumnName is not null)
            return ([], []);
        // SCARF's paper corrupts one view of a table and leaves the other as it is.
        return shape.Rank == 3 ? options.DefaultImageAugmentations(shape) : ([], Augmentations.Tabular());
    }
}
