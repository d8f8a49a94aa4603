using TorchSharp;

namespace Nidl.ML;

/// <summary>Writes ONNX files that compute columns from a column of features.</summary>
internal static class OnnxModelFile
{
    /// <summary>Writes a file, whole or not at all.</summary>
    /// <param name="path">The file; one of that name is replaced.</param>
    /// <param name="columns">The columns.</param>
    /// <param name="name">What the graph is called.</param>
    /// <param name="notes">Notes for the file.</param>
    /// <param name="foldsNormalization">Whether a batch normalization becomes part of the weights of the layer before it.</param>
    /// <exception cref="NotSupportedException">
    /// The columns cannot be computed in ONNX, or the file would be too large; nothing was written.
    /// </exception>
    public static void Write(
        string path, EncodedColumns columns, string name, IEnumerable<(string Name, string Value)> notes, bool foldsNormalization = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        columns.CheckOnnx();
        AtomicFile.Write(path, stream => Write(stream, columns, name, notes, foldsNormalization));
    }

    /// <summary>Writes to a stream, from its position on; nothing if the columns cannot be computed in ONNX.</summary>
    public static void Write(
        Stream stream, EncodedColumns columns, string name, IEnumerable<(string Name, string Value)> notes, bool foldsNormalization = false)
    {
        ArgumentNullException.ThrowIfNull(stream);
        columns.CheckOnnx();
        // The network's weights are written from where they are.
        columns.Network.Use(_ =>
        {
            using var scope = torch.NewDisposeScope();
            var file = new OnnxFile();
            var input = file.AddInput(columns.Features.Name, columns.Features.OnnxType, columns.Features.SourceShape);
            foreach (var column in columns.AddTo(file, input, foldsNormalization))
                file.AddOutput(column);
            file.Write(stream, name, notes);
        });
    }
}
