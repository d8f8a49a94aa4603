namespace Nidl.ML;

/// <summary>The options of <see cref="ReportCatalog.Report"/>.</summary>
public sealed record ReportOptions
{
    /// <summary>Gets the title of the page. The default is "Self-supervised training".</summary>
    public string Title { get; init => field = Requires.NotNull(value); } = "Self-supervised training";

    /// <summary>
    /// Gets the columns that color the map of the embeddings, a map for each: text, a key, a Boolean or a number. A number that takes more
    /// than twelve values, or is not whole, gets a scale from low to high, all others a color for each value. The default, none, gives one
    /// map whose points have one color.
    /// </summary>
    public IReadOnlyList<string> ColorColumnNames { get; init => field = Requires.Names(value); } = ValueList<string>.Empty;

    /// <summary>Gets the number of rows on the map, the view's first ones, at least 2. The default is 2000.</summary>
    public int MapRows { get; init => field = Requires.AtLeast(value, 2); } = 2000;

    /// <summary>
    /// Gets the number of rows whose augmented views are shown, the view's first ones, at least 0. The default is 6; 0 leaves them out.
    /// </summary>
    public int ViewRows { get; init => field = Requires.AtLeast(value, 0); } = 6;

    /// <summary>Gets the accuracies to draw as bars, grouped in order of first appearance. The default is none, and no chart.</summary>
    public IReadOnlyList<ReportedAccuracy> Accuracies { get; init => field = ValueList<ReportedAccuracy>.Copy(Requires.NotNull(value)); } =
        ValueList<ReportedAccuracy>.Empty;

    /// <summary>Gets the predictions to draw over the true values. The default is none, and no chart.</summary>
    public IReadOnlyList<ReportedPrediction> Predictions { get; init => field =
        ValueList<ReportedPrediction>.Copy(Requires.NotNull(value)); } = ValueList<ReportedPrediction>.Empty;

    /// <summary>
    /// Gets the options of the training, whose augmentations are shown. The default, null, takes those that <c>Fit</c> was given; a loaded
    /// transformer does not have them, since a model file holds augmentations as a note only, and the page then goes without views.
    /// </summary>
    public TrainingOptions? TrainingOptions { get; init; }
}

/// <summary>A prediction of a number that a report draws as a point.</summary>
/// <param name="Truth">The true value.</param>
/// <param name="Predicted">The predicted value. A point of which either is not finite is left out.</param>
public sealed record ReportedPrediction(double Truth, double Predicted);

/// <summary>An accuracy that a report draws as a bar.</summary>
/// <param name="Group">The group of bars, for example <c>600 labels</c>.</param>
/// <param name="Series">The bar within each group, for example <c>raw pixels</c> or <c>SimCLR</c>.</param>
/// <param name="Value">The accuracy, from 0 to 1.</param>
/// <param name="Spread">Its standard deviation over repetitions, at least 0; drawn as a whisker. The default, 0, draws none.</param>
public sealed record ReportedAccuracy(string Group, string Series, double Value, double Spread = 0)
{
    /// <summary>Gets the accuracy, from 0 to 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside 0 to 1.</exception>
    public double Value { get; init => field = AugmentationOption.Between(value, 0, 1); } =
        AugmentationOption.Between(Value, 0, 1, nameof(Value));

    /// <summary>Gets the standard deviation, at least 0 and finite.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or not finite.</exception>
    public double Spread { get; init => field = Requires.NotNegative(value); } = Requires.NotNegative(Spread, nameof(Spread));
}
