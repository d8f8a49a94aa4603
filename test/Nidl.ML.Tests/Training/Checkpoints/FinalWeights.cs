using Microsoft.ML;
using TorchSharp;

namespace Nidl.ML.Tests;

/// <summary>Trains and reads the encoder's weights and buffers, as bits or as numbers.</summary>
internal static class FinalWeights
{
    public static string[] Of(SimClrOptions options, int rows = 24)
    {
        using var transformer = Tiny.Fit(new MLContext(1), options, rows);
        return Of(transformer);
    }

    public static float[] Values(SimClrOptions options)
    {
        using var transformer = Tiny.Fit(new MLContext(1), options);
        float[] weights = [];
        transformer.FrozenNetwork.Use(
            module => weights = [.. module.state_dict().SelectMany(entry => entry.Value.detach().contiguous().data<float>())]);
        return weights;
    }

    public static string[] Of(EmbeddingTransformer transformer)
    {
        string[] weights = [];
        transformer.FrozenNetwork.Use(module => weights =
            [.. module.state_dict().Select(entry => $"{entry.Key} {Convert.ToHexString(entry.Value.detach().cpu().contiguous().bytes)}")]);
        return weights;
    }
}
