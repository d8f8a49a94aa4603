using Microsoft.ML;
using Microsoft.ML.Calibrators;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers;

[assembly: LoadableClass(typeof(LinearBinaryModelParameters), null, typeof(SignatureLoadModel), "Linear Binary Executor", LinearBinaryModelParameters.LoaderSignature)]
[assembly: LoadableClass(typeof(LinearRegressionModelParameters), null, typeof(SignatureLoadModel), "Linear Regression Executor", LinearRegressionModelParameters.LoaderSignature)]

namespace Microsoft.ML.Trainers;

/// <summary>A bias and a weight for each feature.</summary>
public abstract class LinearModelParameters : ModelParametersBase<float>, IScalarPredictor
{
    private readonly float[] _weights;

    private protected LinearModelParameters(float[] weights, float bias)
    {
        _weights = weights;
        Bias = bias;
    }

    /// <summary>The weights.</summary>
    public IReadOnlyList<float> Weights => _weights;

    /// <summary>The bias.</summary>
    public float Bias { get; protected set; }

    int IScalarPredictor.FeatureCount => _weights.Length;

    ICalibrator IScalarPredictor.ScoreCalibrator => null;

    float IScalarPredictor.Predict(in VBuffer<float> features) => Bias + LinearKernels.Dot(features, _weights);

    private protected void SaveLinear(ModelSaveContext ctx, VersionInfo version)
    {
        ctx.SetVersionInfo(version);
        ctx.Writer.Write(Bias);
        ValueFormat.WriteItems(ctx.Writer, _weights);
    }

    private protected static (float[] Weights, float Bias) LoadLinear(ModelLoadContext ctx, VersionInfo version)
    {
        ctx.CheckAtModel(version);
        var bias = ctx.Reader.ReadSingle();
        return (ValueFormat.ReadItems<float>(ctx.Reader), bias);
    }
}

/// <summary>A linear binary classifier.</summary>
public sealed class LinearBinaryModelParameters : LinearModelParameters
{
    internal const string LoaderSignature = "Linear2CExec";

    internal LinearBinaryModelParameters(float[] weights, float bias)
        : base(weights, bias)
    {
    }

    private protected override void SaveCore(ModelSaveContext ctx) => SaveLinear(ctx, Version());

    private static VersionInfo Version() => new("LINEAR2C", 0x00010001, 0x00010001, 0x00010001, typeof(LinearBinaryModelParameters).Assembly.FullName, LoaderSignature);

    private static LinearBinaryModelParameters Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        var (weights, bias) = LoadLinear(ctx, Version());
        return new LinearBinaryModelParameters(weights, bias);
    }
}

/// <summary>A model of a number.</summary>
public abstract class RegressionModelParameters : LinearModelParameters
{
    private protected RegressionModelParameters(float[] weights, float bias)
        : base(weights, bias)
    {
    }
}

/// <summary>A linear model of a number.</summary>
public sealed class LinearRegressionModelParameters : RegressionModelParameters
{
    internal const string LoaderSignature = "LinearRegressionExec";

    internal LinearRegressionModelParameters(float[] weights, float bias)
        : base(weights, bias)
    {
    }

    private protected override void SaveCore(ModelSaveContext ctx) => SaveLinear(ctx, Version());

    private static VersionInfo Version() => new("LINREGEX", 0x00010001, 0x00010001, 0x00010001, typeof(LinearRegressionModelParameters).Assembly.FullName, LoaderSignature);

    private static LinearRegressionModelParameters Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        var (weights, bias) = LoadLinear(ctx, Version());
        return new LinearRegressionModelParameters(weights, bias);
    }
}
