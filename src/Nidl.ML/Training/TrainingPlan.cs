using Microsoft.ML;

namespace Nidl.ML;

/// <summary>What a training will do with a schema, checked before anything is read: the columns, the encoder and the views.</summary>
internal sealed record TrainingPlan(TrainingColumns Columns, Encoder Encoder, ViewPair Views)
{
    /// <summary>Binds the options to a schema.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing or of another type.</exception>
    /// <exception cref="ArgumentException">There is no augmentation, or the shape does not fit the encoder or an augmentation.</exception>
    public static TrainingPlan Create(DataViewSchema schema, string inputColumnName, TrainingOptions options, IRowPart? labels)
    {
        var features = FeatureColumn.Bind(schema, inputColumnName, options.InputShape);
        var encoder = options.Encoder ?? DefaultEncoder(features.Shape);
        encoder.CheckInputShape(features.Shape);
        return new(new TrainingColumns(features, null, labels), encoder, CreateViews(features.Shape, options));
    }

    /// <summary>Gets the shape of one row's features.</summary>
    public InputShape InputShape => Columns.Features.Shape;

    private static Encoder DefaultEncoder(InputShape shape) => shape.Rank == 3 ? new ConvNet2d() : new MlpEncoder();

    private static ViewPair CreateViews(InputShape shape, TrainingOptions options)
    {
        var defaults = DefaultAugmentations(shape, options);
        var first = options.Augmentations ?? defaults.First;
        var second = options.SecondViewAugmentations ?? options.Augmentations ?? defaults.Second;
        if (first.Count == 0 && second.Count == 0)
            throw new ArgumentException(
                "Augmentations must have at least one augmentation, since two equal views teach nothing, but none was given.", nameof(TrainingOptions.Augmentations));
        var views = new ViewPair(new Compose([.. first]), new Compose([.. second]));
        views.First.CheckInputShape(shape);
        views.Second.CheckInputShape(shape);
        return views;
    }

    private static (IReadOnlyList<Augmentation> First, IReadOnlyList<Augmentation> Second) DefaultAugmentations(InputShape shape, TrainingOptions options)
    {
        if (options.Augmentations is not null)
            return ([], []);
        // SCARF's paper corrupts one view of a table and leaves the other as it is.
        return shape.Rank == 3 ? options.DefaultImageAugmentations(shape) : ([], Augmentations.Tabular());
    }
}
