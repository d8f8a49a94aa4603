using Microsoft.ML;
using Microsoft.ML.Calibrators;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers;

[assembly: LoadableClass(typeof(PlattCalibrator), null, typeof(SignatureLoadModel), "Platt Calibration Executor", PlattCalibrator.LoaderSignature)]
[assembly: LoadableClass(typeof(CalibratedPredictor), null, typeof(SignatureLoadModel), "Calibrated Predictor", CalibratedPredictor.LoaderSignature)]

namespace Microsoft.ML.Calibrators;

/// <summary>Makes probabilities of scores.</summary>
public interface ICalibrator
{
    /// <summary>The probability of the positive class.</summary>
    float PredictProbability(float output);
}

/// <summary>A logistic function of the score.</summary>
public sealed class PlattCalibrator : ICalibrator, ICanSaveModel
{
    internal const string LoaderSignature = "PlattCaliExec";

    internal PlattCalibrator(double slope, double offset)
    {
        Slope = slope;
        Offset = offset;
    }

    /// <summary>The slope; negative, since the probability is 1 / (1 + exp(slope * score + offset)).</summary>
    public double Slope { get; }

    /// <summary>The offset.</summary>
    public double Offset { get; }

    /// <inheritdoc/>
    public float PredictProbability(float output) => float.IsNaN(output) ? output : (float)(1 / (1 + Math.Exp((Slope * output) + Offset)));

    void ICanSaveModel.Save(ModelSaveContext ctx)
    {
        ctx.CheckAtModel();
        ctx.SetVersionInfo(Version());
        ctx.Writer.Write(Slope);
        ctx.Writer.Write(Offset);
    }

    private static VersionInfo Version() => new("PLATTCAL", 0x00010001, 0x00010001, 0x00010001, typeof(PlattCalibrator).Assembly.FullName, LoaderSignature);

    private static PlattCalibrator Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(Version());
        return new PlattCalibrator(ctx.Reader.ReadDouble(), ctx.Reader.ReadDouble());
    }
}

/// <summary>A model and the calibrator of its scores.</summary>
public abstract class CalibratedModelParametersBase
{
    private protected CalibratedModelParametersBase(object subModel, ICalibrator calibrator)
    {
        SubModel = subModel;
        Calibrator = calibrator;
    }

    /// <summary>The model.</summary>
    public object SubModel { get; }

    /// <summary>The calibrator.</summary>
    public ICalibrator Calibrator { get; }
}

/// <summary>A model and the calibrator of its scores.</summary>
public abstract class CalibratedModelParametersBase<TSubModel, TCalibrator> : CalibratedModelParametersBase
    where TSubModel : class
    where TCalibrator : class, ICalibrator
{
    private protected CalibratedModelParametersBase(TSubModel subModel, TCalibrator calibrator)
        : base(subModel, calibrator)
    {
    }

    /// <summary>The model.</summary>
    public new TSubModel SubModel => (TSubModel)base.SubModel;

    /// <summary>The calibrator.</summary>
    public new TCalibrator Calibrator => (TCalibrator)base.Calibrator;
}

/// <summary>A linear model whose scores are log-odds.</summary>
internal sealed class CalibratedLinearModel<TSubModel, TCalibrator>(TSubModel subModel, TCalibrator calibrator)
    : CalibratedModelParametersBase<TSubModel, TCalibrator>(subModel, calibrator), IScalarPredictor, ICanSaveModel
    where TSubModel : class, IScalarPredictor
    where TCalibrator : class, ICalibrator
{
    public int FeatureCount => SubModel.FeatureCount;

    public ICalibrator ScoreCalibrator => Calibrator;

    public float Predict(in VBuffer<float> features) => SubModel.Predict(features);

    void ICanSaveModel.Save(ModelSaveContext ctx) => CalibratedPredictor.Save(ctx, SubModel, Calibrator);
}

/// <summary>The form in which a calibrated model comes out of a file.</summary>
internal sealed class CalibratedPredictor(IScalarPredictor subModel, ICalibrator calibrator) : CalibratedModelParametersBase(subModel, calibrator), IScalarPredictor, ICanSaveModel
{
    internal const string LoaderSignature = "CaliPredExec";

    public int FeatureCount => subModel.FeatureCount;

    public ICalibrator ScoreCalibrator => Calibrator;

    public float Predict(in VBuffer<float> features) => subModel.Predict(features);

    void ICanSaveModel.Save(ModelSaveContext ctx) => Save(ctx, SubModel, Calibrator);

    internal static void Save(ModelSaveContext ctx, object subModel, ICalibrator calibrator)
    {
        ctx.CheckAtModel();
        ctx.SetVersionInfo(Version());
        ctx.SaveModel(subModel, "Predictor");
        ctx.SaveModel(calibrator, "Calibrator");
    }

    private static VersionInfo Version() => new("CALIPRED", 0x00010001, 0x00010001, 0x00010001, typeof(CalibratedPredictor).Assembly.FullName, LoaderSignature);

    private static CalibratedPredictor Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(Version());
        ctx.LoadModel<IScalarPredictor, SignatureLoadModel>(env, out var subModel, "Predictor");
        ctx.LoadModel<ICalibrator, SignatureLoadModel>(env, out var calibrator, "Calibrator");
        return new CalibratedPredictor(subModel, calibrator);
    }
}
