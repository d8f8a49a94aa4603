using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.ML;
using Nidl.ML.Losses;
using Nidl.ML.Tests;
using TorchSharp;

namespace Nidl.ML.FirstUse;

/// <summary>The ways to use the native library first.</summary>
internal static class Ways
{
    private static readonly MLContext Ml = new(1);

    public static void Fit() => Ml.SelfSupervised.SimClr("Embedding", "Image", new SimClrOptions
    {
        Encoder = new MlpEncoder(), Augmentations = [new GaussianNoise()], NumberOfEpochs = 1, BatchSize = 8,
    }).Fit(Images.View(Ml, 8)).Dispose();

    public static void FitProbe() =>
        Ml.Transforms.Conversion.ConvertType("Number").Append(Ml.SelfSupervised.KnnProbe("Number", "Image")).Fit(Images.View(Ml, 8));

    public static void Summary() => new MlpEncoder().Summary([3]);

    public static void CreateModule() => new MlpEncoder().CreateModule([3]).Dispose();

    public static void GetEmbeddingDimension() =>
        CustomEncoder.Register("linear", shape => torch.nn.Linear(shape.Size, 2)).GetEmbeddingDimension([3]);

    public static void ReadTorchScript(string path) => TorchScriptEncoder.FromFile(path);

    public static void LoadModel(string path) => Ml.SelfSupervised.LoadModel(path, out _);

    public static void LoadByMLNet(string path)
    {
        _ = Ml.SelfSupervised;
        Ml.Model.Load(path, out _);
    }

    public static void Measure() => EmbeddingMetrics.Uniformity(Images.View(Ml, 8), "Image");

    public static void Load() => Libtorch.Load();

    /// <summary>Makes a loss of each kind; all must succeed or fail alike.</summary>
    public static void CreateLosses()
    {
        var losses = typeof(Libtorch).Assembly.GetExportedTypes().Where(typeof(torch.nn.Module).IsAssignableFrom);
        var failures = losses.Select(FailureOf).ToList();
        if (failures.Distinct().ToList() is not [var failure])
            throw new InvalidOperationException($"The losses fail otherwise: {string.Join(" | ", failures)}");
        if (failure is not null)
            throw new DllNotFoundException(failure);
    }

    public static void UseTorchAfterOptions()
    {
        _ = new SimClrOptions();
        UseTorch();
    }

    public static void UseTorchAfterLoad()
    {
        Load();
        UseTorch();
    }

    private static string? FailureOf(Type loss)
    {
        var constructor = loss.GetConstructors().First(one => one.GetParameters().All(parameter => parameter.HasDefaultValue));
        try
        {
            var arguments = constructor.GetParameters().Select(parameter => parameter.DefaultValue).ToArray();
            constructor.Invoke(BindingFlags.DoNotWrapExceptions, null, arguments, null);
            return null;
        }
        catch (DllNotFoundException failure)
        {
            return failure.Message;
        }
    }

    // A method of its own, since a static member of torch may be prepared where its method begins.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void UseTorch() => torch.ones(1).Dispose();
}
