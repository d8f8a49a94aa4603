using System.Runtime.InteropServices;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;
using Nidl.ML.Tests;

namespace Nidl.ML.Interop.Tests;

/// <summary>The ImageNet weights of Microsoft.ML.DnnImageFeaturizer.ResNet18 in our own network.</summary>
[TestClass]
public sealed class PretrainedWeightsTests
{
    private const int Side = 224;
    private const int Plane = Side * Side;

    private static readonly string s_models = Path.Combine(AppContext.BaseDirectory, "DnnImageModels");

    private readonly MLContext _ml = new(1);

    [TestMethod]
    public void FromOnnx_WithoutEpochs_EmbedsAsDnnFeaturizeImage()
    {
        var mean = MeanImage();
        var random = new Random(1);
        PixelRow[] rows = [.. Enumerable.Range(0, 3).Select(_ => new PixelRow { Pixels = Picture(random) })];
        var pixels = _ml.Data.LoadFromEnumerable(rows);
        var theirs = _ml.Transforms.DnnFeaturizeImage(
            "Features", model => model.ModelSelector.ResNet18(_ml, model.OutputColumn, model.InputColumn), "Pixels")
            .Fit(pixels).Transform(pixels);
        // Their graph takes off a mean that differs from pixel to pixel, of blue first.
        var centered = _ml.Data.LoadFromEnumerable(rows.Select(row => new PixelRow
        {
            Pixels = [.. row.Pixels.Select((value, i) => value - mean[(2 - i / Plane) * Plane + i % Plane])],
        }));
        using var ours = _ml.SelfSupervised.SimClr("Embedding", "Pixels", new SimClrOptions
        {
            Encoder = new ResNet2d { Depth = 20, Stem = ResNetStem.Full },
            InitialWeights = InitialWeights.FromOnnx(Path.Combine(s_models, "ResNet18Onnx", "ResNet18.onnx"), takesBlueFirst: true),
            NumberOfEpochs = 0,
            Seed = 1,
            Device = "cpu",
        }).Fit(centered);

        Embeddings.AreClose(Embeddings.Of(theirs, "Features"), Embeddings.Of(ours.Transform(centered)), tolerance: 1e-3);
    }

    // Squares of any color, so that all of the network has something to see.
    private static float[] Picture(Random random)
    {
        var pixels = new float[3 * Plane];
        for (var square = 0; square < 60; square++)
        {
            var (left, top, size) = (random.Next(Side), random.Next(Side), random.Next(8, 90));
            for (var channel = 0; channel < 3; channel++)
            {
                var value = random.Next(256);
                for (var y = top; y < Math.Min(top + size, Side); y++)
                    for (var x = left; x < Math.Min(left + size, Side); x++)
                        pixels[channel * Plane + y * Side + x] = value;
            }
        }
        return pixels;
    }

    // The only field of as many bytes in the file that prepares the pixels: 3 x 224 x 224 numbers.
    private static float[] MeanImage()
    {
        var file = File.ReadAllBytes(Path.Combine(s_models, "ResNetPrepOnnx", "ResNetPreprocess.onnx"));
        // Field 4 of a tensor, of 602,112 bytes.
        ReadOnlySpan<byte> head = [0x22, 0x80, 0xE0, 0x24];
        var start = file.AsSpan().IndexOf(head) + head.Length;
        return MemoryMarshal.Cast<byte, float>(file.AsSpan(start, 3 * Plane * sizeof(float))).ToArray();
    }

    private sealed class PixelRow
    {
        [VectorType(3, Side, Side)]
        public float[] Pixels { get; set; } = [];
    }
}
