using System.Text.Json;

namespace Nidl.ML;

public sealed partial class EmbeddingTransformer
{
    private const string GraphName = "encoder";

    /// <summary>
    /// Writes the encoder as an ONNX model (operators of version 17), which ONNX Runtime and ML.NET's <c>ApplyOnnxModel</c> run without
    /// Torch.
    /// </summary>
    /// <param name="path">The file; one of that name is replaced, once the new one is whole and on the disk.</param>
    /// <param name="foldBatchNormalization">
    /// Whether each batch normalization becomes part of the weights of the layer before it, where there is one: a smaller graph, whose
    /// values differ in the last digits. Default: false.
    /// </param>
    /// <remarks>
    /// The model has one input, named as the input column, of the column's type and shape (N, ...), the column's shape with <see
    /// cref="InputLayout"/> as it is, and one output, named as the output column (with <c>.output</c> behind it if that is the input
    /// column's name, too), of shape (N, <see cref="EmbeddingDimension"/>). N is any number of rows. Equal weights give equal bytes. To
    /// export a whole chain, from source columns to predictions, use ML.NET's <c>mlContext.Model.ConvertToOnnx</c>.
    /// </remarks>
    /// <exception cref="NotSupportedException">
    /// The encoder is a <see cref="CustomEncoder"/> or a <see cref="TorchScriptEncoder"/>, or the file would have 2 GiB; nothing was
    /// written.
    /// </exception>
    /// <exception cref="IOException">The file cannot be written; one of that name is as it was.</exception>
    /// <exception cref="ObjectDisposedException">The transformer was disposed.</exception>
    public void SaveAsOnnx(string path, bool foldBatchNormalization = false) =>
        OnnxModelFile.Write(path, Embedding, GraphName, OnnxNotes(), foldBatchNormalization);

    /// <summary>Writes the encoder as an ONNX model, as <see cref="SaveAsOnnx(string, bool)"/> does.</summary>
    /// <param name="stream">Where to write, from its position on; need not seek, and stays open.</param>
    /// <param name="foldBatchNormalization">
    /// Whether each batch normalization becomes part of the weights of the layer before it. Default: false.
    /// </param>
    /// <exception cref="NotSupportedException">
    /// The encoder is a <see cref="CustomEncoder"/> or a <see cref="TorchScriptEncoder"/>, or the model would have 2 GiB; nothing was
    /// written.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The transformer was disposed.</exception>
    public void SaveAsOnnx(Stream stream, bool foldBatchNormalization = false) =>
        OnnxModelFile.Write(stream, Embedding, GraphName, OnnxNotes(), foldBatchNormalization);

    private (string, string)[] OnnxNotes() => [("nidl.method", Method), ("nidl.encoder", JsonSerializer.Serialize(Encoder))];
}
