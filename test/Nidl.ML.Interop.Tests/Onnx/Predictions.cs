using Microsoft.ML;
using Microsoft.ML.Data;
using Nidl.ML.Tests;

namespace Nidl.ML.Interop.Tests.Onnx;

/// <summary>Compares what ML.NET predicts with what ONNX Runtime does.</summary>
internal static class Predictions
{
    /// <summary>Checks that scores and probabilities are equal to 1e-5 and predicted labels exactly.</summary>
    /// <param name="expected">The rows with ML.NET's predictions.</param>
    /// <param name="model">The model that ONNX Runtime runs.</param>
    /// <param name="rows">The rows that it takes.</param>
    /// <param name="batch">The number of rows at once.</param>
    /// <param name="suffix">What stands behind a column's name in the names of the model's outputs.</param>
    public static void AreEqual(IDataView expected, RuntimeModel model, IDataView rows, int batch, string suffix = "")
    {
        Embeddings.AreClose(Scores.Of(expected), ScoresOf(model, rows, batch, suffix));
        switch (expected.Schema.GetColumnOrNull("PredictedLabel")?.Type)
        {
            case TextDataViewType:
                AreEqual(expected.GetColumn<string>("PredictedLabel"), model.Run<string>($"PredictedLabel{suffix}", rows, batch));
                break;
            case BooleanDataViewType:
                AreEqual(expected.GetColumn<bool>("PredictedLabel"), model.Run<bool>($"PredictedLabel{suffix}", rows, batch));
                break;
            case KeyDataViewType:
                AreEqual(expected.GetColumn<uint>("PredictedLabel"), model.Run<uint>($"PredictedLabel{suffix}", rows, batch));
                break;
        }
    }

    private static float[][] ScoresOf(RuntimeModel model, IDataView rows, int batch, string suffix)
    {
        var scores = model.Run($"Score{suffix}", rows, batch);
        return model.Outputs.Contains($"Probability{suffix}")
            ? [.. scores.Zip(model.Run($"Probability{suffix}", rows, batch), (score, probability) => (float[])[.. score, .. probability])]
            : scores;
    }

    private static void AreEqual<T>(IEnumerable<T> expected, T[] actual)
    {
        CollectionAssert.AreEqual(expected.ToArray(), actual);
        Assert.IsGreaterThan(1, actual.Distinct().Count());
    }
}
