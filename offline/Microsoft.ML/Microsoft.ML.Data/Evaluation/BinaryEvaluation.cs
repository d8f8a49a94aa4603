namespace Microsoft.ML.Data;

/// <summary>Metrics over scored rows. Rows with a missing label or a non-finite score are left out.</summary>
internal static class BinaryEvaluation
{
    public static BinaryClassificationMetrics EvaluateNonCalibrated(IDataView data, string label, string score, string predicted) => Metrics(Read(data, label, score, null, predicted));

    public static CalibratedBinaryClassificationMetrics Evaluate(IDataView data, string label, string score, string probability, string predicted)
    {
        Contracts.CheckNonEmpty(probability, nameof(probability));
        var rows = Read(data, label, score, probability, predicted);
        var logLoss = rows.Count == 0 ? 0 : rows.Average(r => -Math.Log2(r.Positive ? r.Probability : 1.0 - r.Probability));
        var entropy = Entropy(ConfusionMatrix.Ratio(rows.Count(r => r.Positive), rows.Count));
        return new CalibratedBinaryClassificationMetrics(Metrics(rows), logLoss, (entropy - logLoss) / entropy, entropy);
    }

    private static List<Row> Read(IDataView data, string label, string score, string probability, string predicted)
    {
        DataViewSchema.Column labelColumn = LabelGetter.Find(data, "label", label), scoreColumn = LabelGetter.Find(data, "score", score), predictedColumn = LabelGetter.Find(data, "predicted label", predicted);
        var probabilityColumn = probability is null ? scoreColumn : LabelGetter.Find(data, "probability", probability);
        using var cursor = data.GetRowCursor([labelColumn, scoreColumn, predictedColumn, probabilityColumn]);
        var labels = LabelGetter.Of(cursor, labelColumn);
        var predictions = LabelGetter.Of(cursor, predictedColumn);
        var scores = cursor.GetGetter<float>(scoreColumn);
        var probabilities = cursor.GetGetter<float>(probabilityColumn);
        var rows = new List<Row>();
        float labelValue = 0, scoreValue = 0, probabilityValue = 0, predictedValue = 0;
        while (cursor.MoveNext())
        {
            labels(ref labelValue);
            scores(ref scoreValue);
            probabilities(ref probabilityValue);
            predictions(ref predictedValue);
            if (float.IsFinite(scoreValue) && !float.IsNaN(labelValue)) rows.Add(new Row(labelValue > 0, predictedValue > 0, scoreValue, probabilityValue));
        }

        return rows;
    }

    private static BinaryClassificationMetrics Metrics(List<Row> rows)
    {
        double Count(bool actual, bool predicted) => rows.Count(r => r.Positive == actual && r.PredictedPositive == predicted);
        var matrix = new ConfusionMatrix([[Count(true, true), Count(true, false)], [Count(false, true), Count(false, false)]]);
        var groups = rows.GroupBy(r => r.Score).OrderByDescending(g => g.Key).Select(g => (Positives: g.Count(r => r.Positive), Negatives: g.Count(r => !r.Positive))).ToArray();
        return new BinaryClassificationMetrics(AreaUnderRocCurve(groups), AreaUnderPrecisionRecallCurve(groups), matrix);
    }

    /// <summary>By the trapezoidal rule over the distinct scores, so ties count one half.</summary>
    private static double AreaUnderRocCurve((int Positives, int Negatives)[] groups)
    {
        double positives = 0, negatives = 0, area = 0;
        foreach (var group in groups)
        {
            area += group.Negatives * (positives + (group.Positives / 2.0));
            positives += group.Positives;
            negatives += group.Negatives;
        }

        return positives * negatives > 0 ? area / (positives * negatives) : double.NaN;
    }

    private static double AreaUnderPrecisionRecallCurve((int Positives, int Negatives)[] groups)
    {
        double positives = 0, negatives = 0, area = 0, recall = 0, precision = 1;
        double total = groups.Sum(g => g.Positives);
        if (total == 0) return double.NaN;
        foreach (var group in groups)
        {
            positives += group.Positives;
            negatives += group.Negatives;
            double nextRecall = positives / total, nextPrecision = positives / (positives + negatives);
            area += (nextRecall - recall) * (precision + nextPrecision) / 2;
            (recall, precision) = (nextRecall, nextPrecision);
        }

        return area;
    }

    private static double Entropy(double share) => share is 0 or 1 ? 0 : -(share * Math.Log2(share)) - ((1 - share) * Math.Log2(1 - share));

    private readonly record struct Row(bool Positive, bool PredictedPositive, float Score, float Probability);
}
