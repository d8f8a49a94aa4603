using Microsoft.ML;

namespace Nidl.ML.Tests.Documentation;

internal static class DeployingSample
{
    public static void Chain(MLContext ml, ITransformer model, IDataView data)
    {
        #region docs/deploying.md
        using (var file = File.Create("model.onnx"))
            ml.Model.ConvertToOnnx(model, data, file);
        #endregion
    }

    public static void Alone(EmbeddingTransformer embedding, ProbeTransformer probe)
    {
        #region docs/deploying.md
        embedding.SaveAsOnnx("encoder.onnx");
        probe.SaveAsOnnx("probe.onnx");
        #endregion
    }
}
