namespace Microsoft.ML.Data;

/// <summary>Counts over the scored rows. Rows with a missing label or a non-finite score are left out.</summary>
internal sealed class MulticlassEvaluation(int classes)
{
    private const float Smallest = 1e-15f;

    private readonly double[] _rows = new double[classes];
    private readonly double[] _losses = new double[classes];
    private readonly double[] _ranks = new double[classes + 1];
    private readonly double[][] _confusion = [.. Enumerable.Range(0, classes).Select(_ => new double[classes])];
    private double _count;
    private double _loss;

    public static MulticlassClassificationMetrics Evaluate(IDataView data, string label, string score, string predicted, int topK)
    {
        DataViewSchema.Column labelColumn = LabelGetter.Find(data, "label", label), scoreColumn = LabelGetter.Find(data, "score", score);
        LabelGetter.Find(data, "predicted label", predicted);
        if (scoreColumn.Type is not VectorDataViewType { IsKnownSize: true } type || type.ItemType != NumberDataViewType.Single)
        {
            throw Contracts.ExceptSchemaMismatch(nameof(data), "score", score, "known-size vector of Single", scoreColumn.Type.ToString());
        }

        Contracts.CheckUserArg(topK >= 0 && topK <= type.Size, nameof(topK), "Must be between 0 and the number of classes");
        var evaluation = new MulticlassEvaluation(type.Size);
        evaluation.Read(data, labelColumn, scoreColumn);
        return evaluation.Metrics(topK);
    }

    private void Read(IDataView data, DataViewSchema.Column labelColumn, DataViewSchema.Column scoreColumn)
    {
        using var cursor = data.GetRowCursor([labelColumn, scoreColumn]);
        var labels = LabelGetter.Of(cursor, labelColumn);
        var scores = cursor.GetGetter<VBuffer<float>>(scoreColumn);
        var label = 0f;
        VBuffer<float> buffer = default;
        var dense = new float[classes];
        while (cursor.MoveNext())
        {
            labels(ref label);
            scores(ref buffer);
            buffer.CopyTo(dense);
            if (label >= 0 && label == (int)label && dense.All(float.IsFinite)) Add((int)label, dense);
        }
    }

    private void Add(int label, float[] scores)
    {
        var known = label < classes;
        var loss = -Math.Log(known ? Math.Clamp(scores[label], Smallest, 1) : Smallest);
        _count++;
        _loss += loss;
        if (!known)
        {
            _ranks[classes]++;
            return;
        }

        _rows[label]++;
        _losses[label] += loss;
        _ranks[scores.Where((s, i) => s > scores[label] || (s == scores[label] && i < label)).Count()]++;
        _confusion[label][Array.IndexOf(scores, scores.Max())]++;
    }

    private MulticlassClassificationMetrics Metrics(int topK)
    {
        var logLoss = ConfusionMatrix.Ratio(_loss, _count);
        var entropy = -_rows.Where(r => r > 0).Sum(r => r / _count * Math.Log(r / _count));
        var seen = Enumerable.Range(0, classes).Where(c => _rows[c] > 0).ToArray();
        var macro = seen.Length == 0 ? 0 : seen.Average(c => _confusion[c][c] / _rows[c]);
        var perClass = _losses.Select((l, c) => ConfusionMatrix.Ratio(l, _rows[c])).ToArray();
        var topAccuracies = Enumerable.Range(1, topK).Select(k => ConfusionMatrix.Ratio(_ranks.Take(k).Sum(), _count)).ToArray();
        return new MulticlassClassificationMetrics(
            ConfusionMatrix.Ratio(_ranks[0], _count), macro, logLoss, (entropy - logLoss) / entropy, topK, topAccuracies, perClass, new ConfusionMatrix(_confusion));
    }
}
