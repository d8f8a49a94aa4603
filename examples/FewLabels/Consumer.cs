using Microsoft.ML;

namespace FewLabels;

/// <summary>A prediction, as an application reads it.</summary>
public sealed class Prediction
{
    /// <summary>The predicted class.</summary>
    public string PredictedLabel { get; set; } = "";
}

/// <summary>What the second process does: load and predict.</summary>
public static class Consumer
{
    /// <summary>Loads a model and predicts some test rows, one by one, as a service would.</summary>
    public static int Predict(string path, DataSet dataSet)
    {
        var ml = new MLContext();
        var model = ml.Model.Load(path, out _);
        using var engine = ml.Model.CreatePredictionEngine<Row, Prediction>(model, inputSchemaDefinition: dataSet.Schema);
        var rows = dataSet.Test.Take(10).ToArray();
        var right = 0;
        Console.WriteLine($"process {Environment.ProcessId} loaded the model; true and predicted classes of {rows.Length} test rows:");
        foreach (var row in rows)
        {
            var predicted = engine.Predict(new Row { Features = row.Features }).PredictedLabel;
            right += predicted == row.Label ? 1 : 0;
            Console.WriteLine($"  {row.Label,-12}{predicted}");
        }
        Console.WriteLine($"{right} of {rows.Length} right");
        return 0;
    }
}
