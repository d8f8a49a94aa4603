using Microsoft.ML;

namespace Nidl.ML;

/// <summary>What a training will do with a schema, checked before anything is read: the columns, the encoder and the views.</summary>
internal sealed record TrainingPlan(TrainingColumns Columns, Encoder Encoder, ViewPlan Views, string OutputColumnName)
{
    /// <summary>Binds the options to a schema.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing or of another type.</exception>
    /// <exception cref="ArgumentException">
    /// There is no augmentation, the layout is not clear, the shape does not fit the encoder, the mirrored axes or an augmentation, or the
    /// second view is of another shape.
    /// </exception>
    public static TrainingPlan Create(
        DataViewSchema schema, string inputColumnName, string outputColumnName, TrainingOptions options, IRowPart? auxiliary)
    {
        var features = FeatureColumn.BindInput(schema, inputColumnName, options.InputShape, options.InputLayout, options.PixelScaling);
        var encoder = options.Encoder ?? DefaultEncoder(features.Shape);
        encoder.CheckInputShape(features.Shape);
        // Not after hours of training.
        options.Embedding.CheckInputShape(features.Shape);
        var source = TrainingViews.Of(options, schema, features);
        foreach (var view in source.Views.GetOutputShapes(features.Shape))
            CheckView(encoder, features.Shape, view);
        return new(
            new TrainingColumns(features, source.BindSecondView(schema, features), auxiliary), encoder.For(features.Shape), source.Views,
            outputColumnName);
    }

    /// <summary>Gets the name of the column of features.</summary>
    public string InputColumnName => Columns.Features.Name;

    /// <summary>Gets the shape of one row's features.</summary>
    public InputShape InputShape => Columns.Features.Shape;

    private static void CheckView(Encoder encoder, InputShape rows, InputShape view)
    {
        if (view.Equals(rows))
            return;
        if (!encoder.TakesOtherSizes)
            throw new ArgumentException(
                $"{encoder.GetType().Name} needs views of the shape of its rows, {rows}, but the augmentations give views of {view}.",
                nameof(TrainingOptions.Augmentations));
        encoder.CheckInputShape(view);
    }

    private static Encoder DefaultEncoder(InputShape shape) => shape.Rank switch
    {
        3 => new ConvNet2d(),
        4 => new ResNet3d(),
        _ => new MlpEncoder(),
    };
}
