using Microsoft.ML;

namespace Nidl.ML.Tests.Documentation;

internal static class PersistenceSample
{
    public static void Save(MLContext ml, ITransformer model, IDataView data)
    {
        #region docs/persistence.md
        ml.Model.Save(model, data.Schema, "model.zip");
        #endregion
    }

    public static (ITransformer Model, DataViewSchema Schema) LoadWithTheirMethod()
    {
        #region docs/persistence.md
        var ml = new MLContext();
        var model = ml.Model.Load("model.zip", out var schema);
        #endregion
        return (model, schema);
    }

    public static (ITransformer Model, DataViewSchema Schema) LoadWithOurs(MLContext ml)
    {
        #region docs/persistence.md
        var model = ml.SelfSupervised.LoadModel("model.zip", out var schema);
        #endregion
        return (model, schema);
    }

    public static EmbeddingTransformer EmbeddingOf(ITransformer model)
    {
        #region docs/persistence.md
        var embedding = ((IEnumerable<ITransformer>)model).OfType<EmbeddingTransformer>().Single();
        #endregion
        return embedding;
    }

    public static void WeightsAlone(EmbeddingTransformer embedding)
    {
        #region docs/persistence.md
        embedding.SaveWeights("encoder.safetensors");
        using var other = embedding.WithWeights("encoder.safetensors");
        #endregion
    }
}
