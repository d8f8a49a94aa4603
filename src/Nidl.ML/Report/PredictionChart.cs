namespace Nidl.ML;

/// <summary>Draws predictions as points over the true values, and the line on which both are equal.</summary>
internal static class PredictionChart
{
    private const double Width = 560;
    private const double Height = 520;

    public static string Draw(IReadOnlyList<ReportedPrediction> given)
    {
        var predictions = given.Where(prediction => double.IsFinite(prediction.Truth) && double.IsFinite(prediction.Predicted)).ToList();
        var values = predictions.SelectMany(prediction => new[] { prediction.Truth, prediction.Predicted });
        var x = Axis.Over(values, 66, Width - 12);
        var y = Axis.Over(values, Height - 46, 10);
        var svg = new Svg(Width, Height, "Predictions over the true values").Frame(x, y, "truth", "prediction")
            .Line(x.PixelLow, y.PixelLow, x.PixelHigh, y.PixelHigh, "axis");
        foreach (var (truth, predicted) in predictions)
            svg.Dot(
                x.Map(truth), y.Map(predicted), 3.2, Palette.Category(0),
                FormattableString.Invariant($"truth {truth:G5}, prediction {predicted:G5}"));
        return svg.ToString();
    }
}
