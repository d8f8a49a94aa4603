using Microsoft.ML;
using Microsoft.ML.Data;

namespace Nidl.ML.Tests;

/// <summary>Reads columns of vectors out of views, and compares them.</summary>
internal static class Embeddings
{
    public static float[][] Of(IDataView view, string column = "Embedding")
    {
        using var cursor = view.GetRowCursor([view.Schema[column]]);
        return Of(cursor, cursor.GetGetter<VBuffer<float>>(view.Schema[column]));
    }

    /// <summary>Moves a cursor to its end and reads each row.</summary>
    public static float[][] Of(DataViewRowCursor cursor, ValueGetter<VBuffer<float>> getter)
    {
        var rows = new List<float[]>();
        VBuffer<float> buffer = default;
        while (cursor.MoveNext())
        {
            getter(ref buffer);
            rows.Add([.. buffer.DenseValues()]);
        }
        return [.. rows];
    }

    /// <summary>The embeddings of images that the training has not seen.</summary>
    public static float[][] OfNewImages(EmbeddingTransformer transformer) =>
        Of(transformer.Transform(Images.View(new MLContext(1), 20, seed: 9)));

    public static bool AreBitEqual(float[][] first, float[][] second) =>
        first.Length == second.Length && first.Zip(second).All(pair => Bits(pair.First).SequenceEqual(Bits(pair.Second)));

    public static void AreClose(float[][] expected, float[][] actual, double tolerance = 1e-5)
    {
        Assert.HasCount(expected.Length, actual);
        var scale = Math.Max(1, expected.Max(row => row.Max(Math.Abs)));
        for (var row = 0; row < expected.Length; row++)
        {
            Assert.HasCount(expected[row].Length, actual[row]);
            for (var i = 0; i < expected[row].Length; i++)
                Assert.AreEqual(expected[row][i], actual[row][i], tolerance * scale, $"row {row}, value {i}");
        }
    }

    private static IEnumerable<int> Bits(float[] values) => values.Select(BitConverter.SingleToInt32Bits);
}
