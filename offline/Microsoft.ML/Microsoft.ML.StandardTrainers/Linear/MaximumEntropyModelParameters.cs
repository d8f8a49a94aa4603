using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers;

[assembly: LoadableClass(typeof(MaximumEntropyModelParameters), null, typeof(SignatureLoadModel), "Multiclass Logistic Regression Executor", MaximumEntropyModelParameters.LoaderSignature)]

namespace Microsoft.ML.Trainers;

/// <summary>A bias and weights for each class.</summary>
public abstract class LinearMulticlassModelParametersBase : ModelParametersBase<VBuffer<float>>
{
    private protected LinearMulticlassModelParametersBase(float[][] weights, float[] biases)
    {
        Contracts.Check(weights.Length == biases.Length && weights.Length > 0, "Each class needs weights and a bias");
        WeightsOfClasses = weights;
        Biases = biases;
    }

    private protected float[][] WeightsOfClasses { get; }

    private protected float[] Biases { get; }

    /// <summary>The weights of each class.</summary>
    public void GetWeights(ref VBuffer<float>[] weights, out int numClasses)
    {
        numClasses = WeightsOfClasses.Length;
        if (weights is null || weights.Length < numClasses) weights = new VBuffer<float>[numClasses];
        for (var c = 0; c < numClasses; c++) VBuffer<float>.Copy(WeightsOfClasses[c], 0, ref weights[c], WeightsOfClasses[c].Length);
    }

    /// <summary>The bias of each class.</summary>
    public IEnumerable<float> GetBiases() => Biases;
}

/// <summary>A linear model of the classes' log-probabilities.</summary>
public sealed class MaximumEntropyModelParameters : LinearMulticlassModelParametersBase, IVectorPredictor
{
    internal const string LoaderSignature = "MultiClassLRExec";

    internal MaximumEntropyModelParameters(float[][] weights, float[] biases)
        : base(weights, biases)
    {
    }

    int IVectorPredictor.FeatureCount => WeightsOfClasses[0].Length;

    int IVectorPredictor.ClassCount => Biases.Length;

    void IVectorPredictor.Predict(in VBuffer<float> features, Span<float> scores)
    {
        for (var c = 0; c < scores.Length; c++) scores[c] = Biases[c] + LinearKernels.Dot(features, WeightsOfClasses[c]);
        LinearKernels.SoftmaxInPlace(scores);
    }

    private protected override void SaveCore(ModelSaveContext ctx)
    {
        ctx.SetVersionInfo(Version());
        ValueFormat.WriteItems(ctx.Writer, Biases);
        foreach (var weights in WeightsOfClasses) ValueFormat.WriteItems(ctx.Writer, weights);
    }

    private static VersionInfo Version() => new("MULTI LR", 0x00010001, 0x00010001, 0x00010001, typeof(MaximumEntropyModelParameters).Assembly.FullName, LoaderSignature);

    private static MaximumEntropyModelParameters Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(Version());
        var biases = ValueFormat.ReadItems<float>(ctx.Reader);
        var weights = new float[biases.Length][];
        for (var c = 0; c < weights.Length; c++) weights[c] = ValueFormat.ReadItems<float>(ctx.Reader);
        return new MaximumEntropyModelParameters(weights, biases);
    }
}
