using Microsoft.ML.Data;

namespace Microsoft.ML.Trainers;

/// <summary>What a trainer learned.</summary>
public abstract class ModelParametersBase<TOutput> : ICanSaveModel
{
    private protected ModelParametersBase()
    {
    }

    void ICanSaveModel.Save(ModelSaveContext ctx)
    {
        ctx.CheckAtModel();
        SaveCore(ctx);
    }

    private protected abstract void SaveCore(ModelSaveContext ctx);
}

/// <summary>A model that gives one number for a row.</summary>
internal interface IScalarPredictor
{
    int FeatureCount { get; }

    /// <summary>What makes a probability of the score, or null.</summary>
    Calibrators.ICalibrator ScoreCalibrator { get; }

    float Predict(in VBuffer<float> features);
}

/// <summary>A model that gives one number for each class.</summary>
internal interface IVectorPredictor
{
    int FeatureCount { get; }

    int ClassCount { get; }

    void Predict(in VBuffer<float> features, Span<float> scores);
}
