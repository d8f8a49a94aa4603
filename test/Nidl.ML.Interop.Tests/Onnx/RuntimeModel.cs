using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Nidl.ML.Tests;

namespace Nidl.ML.Interop.Tests.Onnx;

/// <summary>
/// A model as ONNX Runtime alone runs it: the columns of a view go in, some rows at once, and an output of all rows comes out.
/// </summary>
internal sealed class RuntimeModel(byte[] model) : IDisposable
{
    private readonly InferenceSession _session = new(model, new SessionOptions { IntraOpNumThreads = 1 });

    public IReadOnlyList<string> Inputs => [.. _session.InputMetadata.Keys];

    public IReadOnlyList<string> Outputs => [.. _session.OutputMetadata.Keys];

    /// <summary>Gets the shape of an input or output as the file has it; -1 stands for any number.</summary>
    public int[] ShapeOf(string name) => (_session.InputMetadata.GetValueOrDefault(name) ?? _session.OutputMetadata[name]).Dimensions;

    /// <summary>Gets an output, the values of all rows one after the other.</summary>
    /// <param name="output">The output.</param>
    /// <param name="rows">The rows; each input takes the column of its name.</param>
    /// <param name="batch">The number of rows at once; the last batch may have fewer.</param>
    public T[] Run<T>(string output, IDataView rows, int batch)
    {
        var columns = _session.InputMetadata.ToDictionary(input => input.Key, input => Read(rows, input.Key, input.Value.ElementType));
        var count = columns.Values.First().Length;
        var values = new List<T>();
        for (var start = 0; start < count; start += batch)
        {
            var size = Math.Min(batch, count - start);
            using var results = _session.Run([.. columns.Select(column => Input(column.Key, column.Value, start, size))], [output]);
            values.AddRange(results[0].AsTensor<T>());
        }
        return [.. values];
    }

    /// <summary>Gets an output of numbers, the values of each row.</summary>
    public float[][] Run(string output, IDataView rows, int batch)
    {
        var values = Run<float>(output, rows, batch);
        return [.. values.Chunk(ShapeOf(output)[1..].Aggregate(1, (product, size) => product * size))];
    }

    public void Dispose() => _session.Dispose();

    private static Array Read(IDataView rows, string column, Type type)
    {
        if (rows.Schema[column].Type is VectorDataViewType)
            return type == typeof(byte) ? rows.GetColumn<byte[]>(column).ToArray() : Embeddings.Of(rows, column);
        return type switch
        {
            _ when type == typeof(string) => rows.GetColumn<string>(column).ToArray(),
            _ when type == typeof(bool) => rows.GetColumn<bool>(column).ToArray(),
            _ when type == typeof(int) => rows.GetColumn<int>(column).ToArray(),
            _ when type == typeof(uint) => rows.GetColumn<uint>(column).ToArray(),
            _ => rows.GetColumn<float>(column).ToArray(),
        };
    }

    private NamedOnnxValue Input(string name, Array rows, int start, int count)
    {
        int[] shape = [count, .. ShapeOf(name)[1..]];
        return rows switch
        {
            float[][] vectors => Input(name, vectors[start..(start + count)].SelectMany(vector => vector).ToArray(), shape),
            byte[][] vectors => Input(name, vectors[start..(start + count)].SelectMany(vector => vector).ToArray(), shape),
            string[] texts => Input(name, texts[start..(start + count)], shape),
            bool[] flags => Input(name, flags[start..(start + count)], shape),
            int[] integers => Input(name, integers[start..(start + count)], shape),
            uint[] keys => Input(name, keys[start..(start + count)], shape),
            _ => Input(name, ((float[])rows)[start..(start + count)], shape),
        };
    }

    private static NamedOnnxValue Input<T>(string name, T[] values, int[] shape) =>
        NamedOnnxValue.CreateFromTensor(name, new DenseTensor<T>(values, shape));
}
