namespace Microsoft.ML.Data;

/// <summary>Metrics over scored rows. Rows with a missing label or score are left out.</summary>
internal static class RegressionEvaluation
{
    public static RegressionMetrics Evaluate(IDataView data, string label, string score)
    {
        DataViewSchema.Column labelColumn = LabelGetter.Find(data, "label", label), scoreColumn = LabelGetter.Find(data, "score", score);
        using var cursor = data.GetRowCursor([labelColumn, scoreColumn]);
        var labels = LabelGetter.Of(cursor, labelColumn);
        var scores = cursor.GetGetter<float>(scoreColumn);
        var rows = new List<(double Label, double Score)>();
        float labelValue = 0, scoreValue = 0;
        while (cursor.MoveNext())
        {
            labels(ref labelValue);
            scores(ref scoreValue);
            if (float.IsFinite(labelValue) && float.IsFinite(scoreValue)) rows.Add((labelValue, scoreValue));
        }

        return Metrics(rows);
    }

    private static RegressionMetrics Metrics(List<(double Label, double Score)> rows)
    {
        if (rows.Count == 0) return new RegressionMetrics(0, 0, double.NaN);
        var squared = rows.Average(r => (r.Label - r.Score) * (r.Label - r.Score));
        var mean = rows.Average(r => r.Label);
        var variance = rows.Average(r => (r.Label - mean) * (r.Label - mean));
        return new RegressionMetrics(rows.Average(r => Math.Abs(r.Label - r.Score)), squared, 1 - (squared / variance));
    }
}
