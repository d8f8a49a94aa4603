using Microsoft.ML;
using Microsoft.ML.Data;

namespace Nidl.ML.Tests.Documentation;

internal static class ServingSample
{
    public static float[] Embed(float[] pixels)
    {
        var photo = new Photo { Image = pixels };
        #region docs/serving.md
        var ml = new MLContext();
        var model = ml.Model.Load("model.zip", out _);
        using var engine = ml.Model.CreatePredictionEngine<Photo, Answer>(model, new PredictionEngineOptions { OwnsTransformer = false });
        var answer = engine.Predict(photo);
        #endregion
        (model as IDisposable)?.Dispose();
        return answer.Embedding;
    }

    #region docs/serving.md
    public sealed class Photo
    {
        [VectorType(3, 64, 64)]
        public float[] Image { get; set; } = [];
    }

    public sealed class Answer
    {
        public float[] Embedding { get; set; } = [];
    }
    #endregion
}
