using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Benchmarks;

/// <summary>The batches of images whose views are measured, and the augmentations.</summary>
internal static class ImageBatch
{
    public const int Size = 256;

    public static IEnumerable<InputShape> Shapes(int largestSide) =>
        ((InputShape[])[[1, 28, 28], [3, 32, 32], [3, 224, 224]]).Where(shape => shape[1] <= largestSide);

    public static string Name(InputShape shape) => string.Join('x', shape);

    public static Dictionary<string, Augmentation> Augmentations(InputShape shape)
    {
        var jitter = shape[0] == 3 ? new ColorJitter() : new ColorJitter { Saturation = 0, Hue = 0 };
        return new()
        {
            ["crop, flip, jitter, noise"] =
                new AugmentationSequence(new RandomResizedCrop2d(), new RandomHorizontalFlip2d(), jitter, new GaussianNoise()),
            ["SimClrImage()"] = new AugmentationSequence([.. AugmentationPresets.SimClrImage(shape)]),
            [nameof(RandomResizedCrop2d)] = new RandomResizedCrop2d(),
            ["RandomResizedCrop2d to half"] = new RandomResizedCrop2d { OutputSize = [(int)shape[1] / 2, (int)shape[2] / 2] },
            [nameof(RandomHorizontalFlip2d)] = new RandomHorizontalFlip2d(),
            [nameof(ColorJitter)] = jitter,
            ["ColorJitter without hue"] = jitter with { Hue = 0 },
            ["ColorJitter, clipped"] = jitter with { ValueRange = (0, 1) },
            [nameof(Solarization)] = new Solarization(),
            [nameof(GaussianNoise)] = new GaussianNoise(),
            [nameof(GaussianBlur2d)] = new GaussianBlur2d(),
            [nameof(RandomRotation2d)] = new RandomRotation2d(),
            [nameof(RandomErasing2d)] = new RandomErasing2d(),
            [nameof(RandomCropWithPadding2d)] = new RandomCropWithPadding2d(),
        };
    }

    /// <summary>Draws a view of the whole batch.</summary>
    public static void Draw(Augmentation augmentation, Tensor batch, int draw)
    {
        using var scope = NewDisposeScope();
        using var inference = no_grad();
        using var random = new RandomSource(CPU, 1, draw);
        augmentation.Apply(batch, random);
    }

    /// <summary>Draws a view of each row by itself and joins them.</summary>
    public static void DrawByRow(Augmentation augmentation, Tensor batch, int draw)
    {
        using var scope = NewDisposeScope();
        using var inference = no_grad();
        using var random = new RandomSource(CPU, 1, draw);
        var views = new Tensor[Size];
        for (var i = 0; i < Size; i++)
            views[i] = augmentation.Apply(batch.narrow(0, i, 1), random);
        cat(views, 0);
    }
}
