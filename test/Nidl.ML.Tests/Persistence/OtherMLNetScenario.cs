using Microsoft.ML;

namespace Nidl.ML.Tests.Persistence;

/// <summary>What <see cref="OtherMLNet"/> runs: training and embedding, then what needs members that are not public.</summary>
public static class OtherMLNetScenario
{
    /// <summary>
    /// Gets the number of embeddings, then what the promise of a schema, saving, loading and the conversion to ONNX ended in.
    /// </summary>
    public static string[] Run(byte[] model)
    {
        var ml = new MLContext(1);
        using var transformer = Tiny.Fit(ml);
        return
        [
            $"{Embeddings.Of(transformer.Transform(Images.View(ml, 24))).Length} embeddings",
            Outcome(() => ml.SelfSupervised.SimClr("Embedding", "Image").GetOutputSchema(SchemaShapes.Of(Images.View(ml, 2)))),
            Outcome(() => ml.Model.Save(transformer, null, new MemoryStream())),
            Outcome(() => ((IDisposable)ml.Model.Load(new MemoryStream(model), out _)).Dispose()),
            Outcome(() => ml.Model.ConvertToOnnx(transformer, Images.View(ml, 2), new MemoryStream())),
        ];
    }

    private static string Outcome(Action action)
    {
        try
        {
            action();
            return "done";
        }
        catch (Exception failure)
        {
            // ML.NET calls loaders by reflection and wraps what they throw.
            var cause = failure;
            while (cause is not MissingInternalException && cause.InnerException is { } inner)
                cause = inner;
            return $"{cause.GetType().Name}: {cause.Message}";
        }
    }
}
