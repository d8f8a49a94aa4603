namespace Nidl.ML;

/// <summary>Lists the augmentations of published methods, with the papers' values.</summary>
public static class AugmentationPresets
{
    /// <summary>
    /// Gets SimCLR's augmentations (Chen et al. 2020, arXiv:2002.05709, appendix A): random resized crop (0.08, 1), flip 0.5, color jitter
    /// with probability 0.8, grayscale 0.2, blur of half of the images with sigma (0.1, 2). The jitter has strength 1: brightness, contrast
    /// and saturation 0.8, hue 0.2. Images of at most 64 pixels a side take the paper's CIFAR-10 form (appendix B.9): strength 0.5 and no
    /// blur.
    /// </summary>
    /// <param name="inputShape">
    /// The shape (channels, height, width) of one row. Null stands for (3, 224, 224). Without three channels, saturation, hue and grayscale
    /// are left out, since such images have no colors.
    /// </param>
    /// <exception cref="ArgumentException"><paramref name="inputShape"/> is not of the form (channels, height, width).</exception>
    public static IReadOnlyList<Augmentation> SimClrImage(InputShape? inputShape = null)
    {
        var shape = Image(inputShape);
        var small = shape.IsSmallImage;
        var strength = small ? 0.5 : 1;
        var jitter =
            new ColorJitter { Brightness = 0.8 * strength, Contrast = 0.8 * strength, Saturation = 0.8 * strength, Hue = 0.2 * strength };
        List<Augmentation> augmentations = [.. CropFlipColor(shape, jitter)];
        if (!small)
            augmentations.Add(new RandomAugmentation(0.5, new GaussianBlur2d()));
        return augmentations;
    }

    /// <summary>
    /// Gets augmentations for small gray images, chosen by a search on Fashion-MNIST (docs/results.md): random resized crop (0.2, 1), flip
    /// 0.5, brightness and contrast 0.4 in every image, noise of a deviation from 0 to 0.1. For images in [0, 1].
    /// </summary>
    public static IReadOnlyList<Augmentation> SmallGrayImage() =>
    [
        new RandomResizedCrop2d { Scale = (0.2, 1) },
        new RandomHorizontalFlip2d(),
        new ColorJitter { Brightness = 0.4, Contrast = 0.4, Saturation = 0, Hue = 0 },
        new GaussianNoise { StandardDeviation = (0, 0.1) },
    ];

    /// <summary>
    /// Gets the augmentations of Barlow Twins (Zbontar et al. 2021, arXiv:2103.03230, section 2.2, after BYOL, arXiv:2006.07733), which
    /// differ between the views: random resized crop (0.08, 1), flip 0.5, color jitter with probability 0.8 (brightness and contrast 0.4,
    /// saturation 0.2, hue 0.1) and grayscale 0.2 in both; blur with sigma (0.1, 2) of all images in the first view and of a tenth in the
    /// second; solarization of a fifth in the second alone. For images in [0, 1].
    /// </summary>
    /// <param name="inputShape"><inheritdoc cref="SimClrImage" path="/param[@name='inputShape']"/></param>
    /// <exception cref="ArgumentException"><paramref name="inputShape"/> is not of the form (channels, height, width).</exception>
    public static (
        IReadOnlyList<Augmentation> FirstView, IReadOnlyList<Augmentation> SecondView) BarlowTwinsImage(InputShape? inputShape = null)
    {
        var shape = Image(inputShape);
        var jitter = new ColorJitter { Brightness = 0.4, Contrast = 0.4, Saturation = 0.2, Hue = 0.1 };
        var common = CropFlipColor(shape, jitter);
        return ([.. common, new GaussianBlur2d()],
            [.. common, new RandomAugmentation(0.1, new GaussianBlur2d()), new Solarization { Probability = 0.2 }]);
    }

    /// <summary>
    /// Gets the augmentation of SCARF for tables (Bahri et al. 2022, arXiv:2106.15147): 60 % of a row's features are replaced by values of
    /// other rows. The paper changes one of the two views and leaves the other as it is.
    /// </summary>
    public static IReadOnlyList<Augmentation> Tabular() => [new FeatureCorruption()];

    /// <summary>
    /// Gets the augmentation of y-Aware contrastive learning for volumes (Dufumier et al. 2021, arXiv:2106.08808): cutout of a quarter of
    /// each side, in all volumes of both views, which alone was the authors' best. <see cref="YAwareAllVolume"/> has all that they
    /// compared.
    /// </summary>
    public static IReadOnlyList<Augmentation> YAwareVolume() => [new RandomCutout3d()];

    /// <summary>
    /// Gets all augmentations of y-Aware contrastive learning for volumes (Dufumier et al. 2021, arXiv:2106.08808), for standardized
    /// volumes: each volume is mirrored along an axis with probability 1/8 an axis, and, with probability 1/2 each, smoothed with a sigma
    /// of (0.1, 1) voxels, given noise of deviation (0.1, 1), cut out a quarter of each side, and cropped to three quarters of each side
    /// and enlarged.
    /// </summary>
    public static IReadOnlyList<Augmentation> YAwareAllVolume() =>
    [
        // The authors' code mirrors half of the volumes along one of four axes, of which that of the channels changes nothing.
        new RandomFlip3d { Axes = SpatialAxes.Depth | SpatialAxes.Height | SpatialAxes.Width, Probability = 0.5 / 4 },
        new RandomAugmentation(0.5, new GaussianBlur3d { Sigma = (0.1, 1) }),
        new RandomAugmentation(0.5, new GaussianNoise { StandardDeviation = (0.1, 1) }),
        new RandomCutout3d { Probability = 0.5 },
        new RandomAugmentation(0.5, new RandomCrop3d()),
    ];

    /// <summary>
    /// Gets the augmentations of Barbano et al. 2023 (arXiv:2211.08326) for OpenBHB's volumes of 121x145x121 voxels: cutout of 32 voxels a
    /// side in half of the volumes, and a crop of 121x128x121 voxels at a random place, which is put into the middle.
    /// </summary>
    public static IReadOnlyList<Augmentation> OpenBhbVolume() =>
    [
        new RandomCutout3d { BoxSize = [32], Probability = 0.5 },
        new RandomCrop3d { BoxSize = [121, 128, 121], Enlarges = false },
    ];

    private static InputShape Image(InputShape? inputShape)
    {
        InputShape shape = inputShape ?? [3, 224, 224];
        return shape.Rank == 3
            ? shape
            : throw new ArgumentException(
                $"Augmentations of images need rows of shape (channels, height, width), but {shape} was given.", nameof(inputShape));
    }

    private static Augmentation[] CropFlipColor(InputShape shape, ColorJitter jitter)
    {
        var hasColors = shape[0] == 3;
        var inColor = hasColors ? jitter : jitter with { Saturation = 0, Hue = 0 };
        Augmentation[] both = [new RandomResizedCrop2d(), new RandomHorizontalFlip2d(), new RandomAugmentation(0.8, inColor)];
        return hasColors ? [.. both, new Grayscale()] : both;
    }
}
