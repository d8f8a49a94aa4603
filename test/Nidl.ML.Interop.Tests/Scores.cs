using Microsoft.ML;
using Microsoft.ML.Data;
using Nidl.ML.Tests;

namespace Nidl.ML.Interop.Tests;

/// <summary>Reads what trainers make of rows.</summary>
internal static class Scores
{
    /// <summary>Reads the scores, and the probabilities if there are any.</summary>
    public static float[][] Of(IDataView predicted)
    {
        var scores = predicted.Schema["Score"].Type is VectorDataViewType ? Embeddings.Of(predicted, "Score") : Numbers(predicted, "Score");
        return predicted.Schema.GetColumnOrNull("Probability") is null
            ? scores
            : [.. scores.Zip(Numbers(predicted, "Probability"), (score, probability) => (float[])[.. score, .. probability])];
    }

    private static float[][] Numbers(IDataView view, string column) => [.. view.GetColumn<float>(column).Select(value => (float[])[value])];
}
