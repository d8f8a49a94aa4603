using Microsoft.ML;

namespace Nidl.ML;

/// <summary>What a training will do with a schema, checked before anything is read: the columns, the encoder and the views.</summary>
internal sealed record TrainingPlan(TrainingColumns Columns, Encoder Encoder, ViewPlan Views)
{
    /// <summary>Binds the options to a schema.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing or of another type.</exception>
    /// <exception cref="ArgumentException">
    /// There is no augmentation, the layout is not clear, the shape does not fit the encoder or an augmentation, or the second view is of another shape.
    /// </exception>
    public static TrainingPlan Create(DataViewSchema schema, string inputColumnName, TrainingOptions options, IRowPart? auxiliary)
    {
        var features = FeatureColumn.BindInput(schema, inputColumnName, options.InputShape, options.InputLayout, options.PixelScaling);
        var encoder = options.Encoder ?? DefaultEncoder(features.Shape);
        encoder.CheckInputShape(features.Shape);
        var source = TrainingViews.Of(options, features.Shape, features.Scaling);
        return new(new TrainingColumns(features, source.BindSecondView(schema, features), auxiliary), encoder.For(features.Shape), source.Views);
    }

    /// <summary>Gets the shape of one row's features.</summary>
    public InputShape InputShape => Columns.Features.Shape;

    private static Encoder DefaultEncoder(InputShape shape) => shape.Rank switch
    {
        3 => new ConvNet2d(),
        4 => new ResNet3d(),
        _ => new MlpEncoder(),
    };
}
