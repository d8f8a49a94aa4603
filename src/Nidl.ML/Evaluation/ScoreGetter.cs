using Microsoft.ML;
using Microsoft.ML.Data;

namespace Nidl.ML;

/// <summary>Makes the getters of a prediction's columns out of what the module computed of the row.</summary>
internal static class ScoreGetter
{
    public static ValueGetter<TValue> For<TValue>(DataViewSchema.Column column, ProbeTask task, Func<long> position, EmbeddingGetter.Source source)
    {
        // The source speaks only of a current row; the check gives the error its name.
        EmbeddingGetter.Source outputs = () => position() >= 0
            ? source()
            : throw new InvalidOperationException($"Column '{column.Name}' has a value only on a row: move the cursor first.");
        return Create(column.Name, task, outputs) as ValueGetter<TValue>
            ?? throw new ArgumentException($"Column '{column.Name}' must be read as {column.Type.RawType}, but {typeof(TValue)} was asked for.", nameof(column));
    }

    private static Delegate Create(string column, ProbeTask task, EmbeddingGetter.Source outputs) => (column, task) switch
    {
        (ScoreSchema.Score, ProbeTask.MulticlassClassification) => Vector(outputs),
        (ScoreSchema.PredictedLabel, ProbeTask.MulticlassClassification) => (ValueGetter<uint>)((ref uint value) => value = 1 + (uint)IndexOfLargest(outputs())),
        (ScoreSchema.PredictedLabel, _) => (ValueGetter<bool>)((ref bool value) => value = outputs()[0] > 0),
        (ScoreSchema.Probability, _) => (ValueGetter<float>)((ref float value) => value = outputs()[1]),
        _ => (ValueGetter<float>)((ref float value) => value = outputs()[0]),
    };

    private static ValueGetter<VBuffer<float>> Vector(EmbeddingGetter.Source outputs) => (ref VBuffer<float> value) =>
    {
        var scores = outputs();
        var editor = VBufferEditor.Create(ref value, scores.Length);
        scores.CopyTo(editor.Values);
        value = editor.Commit();
    };

    private static int IndexOfLargest(ReadOnlySpan<float> scores)
    {
        var best = 0;
        for (var i = 1; i < scores.Length; i++)
            if (scores[i] > scores[best])
                best = i;
        return best;
    }
}
