using Microsoft.ML;
using Microsoft.ML.Data;

namespace Nidl.ML;

/// <summary>Makes the getter of the embedding column.</summary>
internal static class EmbeddingGetter
{
    /// <summary>Gives the current row's embedding.</summary>
    public delegate ReadOnlySpan<float> Source();

    public static ValueGetter<TValue> For<TValue>(DataViewSchema.Column column, Func<long> position, Source source)
    {
        ValueGetter<VBuffer<float>> getter = (ref VBuffer<float> value) =>
        {
            if (position() < 0)
                throw new InvalidOperationException($"Column '{column.Name}' has a value only on a row: move the cursor first.");
            var embedding = source();
            var editor = VBufferEditor.Create(ref value, embedding.Length);
            embedding.CopyTo(editor.Values);
            value = editor.Commit();
        };
        return getter as ValueGetter<TValue>
            ?? throw new ArgumentException($"Column '{column.Name}' must be read as VBuffer<Single>, but {typeof(TValue)} was asked for.", nameof(column));
    }
}
