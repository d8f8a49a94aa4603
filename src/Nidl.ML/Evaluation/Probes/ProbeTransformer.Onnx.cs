namespace Nidl.ML;

public sealed partial class ProbeTransformer
{
    private const string GraphName = "probe";

    /// <summary>
    /// Writes the probe as an ONNX model (operators of version 17), which ONNX Runtime and ML.NET's <c>ApplyOnnxModel</c> run without
    /// Torch.
    /// </summary>
    /// <param name="path">The file; one of that name is replaced, once the new one is whole and on the disk.</param>
    /// <remarks>
    /// The model has one input, named as the column of embeddings, of Single and shape (N, D), and the outputs Score and, for classes,
    /// PredictedLabel: for several classes the number of the key, counted from 1, of UInt32; for two a Boolean, and Probability beside it.
    /// What the keys stand for is in the file's notes, as <c>nidl.classes</c>. Nearest neighbors are found among all remembered rows at
    /// once, in double precision: 8 bytes a row of the batch and remembered row, several times. To export a whole chain, use ML.NET's
    /// <c>mlContext.Model.ConvertToOnnx</c>.
    /// </remarks>
    /// <exception cref="NotSupportedException">The file would have 2 GiB; nothing was written.</exception>
    /// <exception cref="IOException">The file cannot be written; one of that name is as it was.</exception>
    /// <exception cref="ObjectDisposedException">The transformer was disposed.</exception>
    public void SaveAsOnnx(string path) => OnnxModelFile.Write(path, _scores, GraphName, OnnxNotes());

    /// <summary>Writes the probe as an ONNX model, as <see cref="SaveAsOnnx(string)"/> does.</summary>
    /// <param name="stream">Where to write, from its position on; need not seek, and stays open.</param>
    /// <exception cref="NotSupportedException">The model would have 2 GiB; nothing was written.</exception>
    /// <exception cref="ObjectDisposedException">The transformer was disposed.</exception>
    public void SaveAsOnnx(Stream stream) => OnnxModelFile.Write(stream, _scores, GraphName, OnnxNotes());

    private IEnumerable<(string, string)> OnnxNotes()
    {
        yield return ("nidl.task", $"{Task}");
        if (Description.Classes is { } classes)
            yield return ("nidl.classes", classes.Values.GetRawText());
    }
}
