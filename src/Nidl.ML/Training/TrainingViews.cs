using Microsoft.ML;

namespace Nidl.ML;

/// <summary>Finds in the options of a training what makes the views of its rows.</summary>
internal static class TrainingViews
{
    /// <summary>Gets what makes the views of a column's rows.</summary>
    /// <param name="options">The options.</param>
    /// <param name="schema">The schema of the rows, which tells where the voxels of volumes lie.</param>
    /// <param name="features">The column.</param>
    /// <exception cref="ArgumentException">There is no augmentation, or the column does not fit one.</exception>
    public static ViewSource Of(TrainingOptions options, DataViewSchema schema, FeatureColumn features)
    {
        var place = AffineAnnotation.Find(schema, features.Name);
        var secondPlace = options.SecondViewColumnName is { } second ? AffineAnnotation.Find(schema, second) : place;
        return Of(options, features.Shape, features.Scaling, place, secondPlace);
    }

    /// <summary>Gets what makes the views of rows of a shape.</summary>
    /// <param name="options">The options.</param>
    /// <param name="shape">The shape of a row.</param>
    /// <param name="scaling">What is done to rows before and to views after; null if nothing is.</param>
    /// <param name="place">Where the voxels of volumes lie; null if it is not known.</param>
    /// <param name="secondPlace">The same of the rows that the second view is drawn from.</param>
    /// <exception cref="ArgumentException">There is no augmentation, or the rows do not fit one.</exception>
    public static ViewSource Of(
        TrainingOptions options, InputShape shape, PixelScaling? scaling = null, VolumeAffine? place = null,
        VolumeAffine? secondPlace = null)
    {
        var defaults = Defaults(options, shape);
        var first = options.Augmentations ?? defaults.First;
        var second = options.SecondViewAugmentations ?? options.Augmentations ?? defaults.Second;
        if (options.SecondViewColumnName is null && first.Count == 0 && second.Count == 0)
            throw new ArgumentException(
                "Augmentations must have at least one augmentation, since two equal views teach nothing, but none was given.",
                nameof(TrainingOptions.Augmentations));
        var views = new ViewPlan(
            [Sequence(first, place), Sequence(second, secondPlace), .. options.FurtherViews(shape).Select(view => Sequence(view, place))])
        {
            Scaling = scaling,
        };
        views.CheckInputShape(shape);
        return new(options.SecondViewColumnName, views);
    }

    private static AugmentationSequence Sequence(IReadOnlyList<Augmentation> augmentations, VolumeAffine? place)
    {
        var sequence = new AugmentationSequence(augmentations);
        return place is null ? sequence : sequence.Of(place);
    }

    private static (
        IReadOnlyList<Augmentation> First, IReadOnlyList<Augmentation> Second) Defaults(TrainingOptions options, InputShape shape)
    {
        if (options.Augmentations is not null || options.SecondViewColumnName is not null)
            return ([], []);
        return shape.Rank switch
        {
            3 => options.DefaultImageAugmentations(shape),
            4 => (AugmentationPresets.YAwareVolume(), AugmentationPresets.YAwareVolume()),
            // SCARF's paper corrupts one view of a table and leaves the other as it is.
            _ => ([], AugmentationPresets.Tabular()),
        };
    }
}
