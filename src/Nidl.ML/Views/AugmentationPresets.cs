namespace Nidl.ML;

/// <summary>Lists the augmentations of published methods, with the papers' values.</summary>
public static class AugmentationPresets
{
    /// <summary>
    /// Gets SimCLR's augmentations (Chen et al. 2020, arXiv:2002.05709, appendix A): random resized crop (0.08, 1), flip 0.5, colour jitter
    /// with probability 0.8, grayscale 0.2, blur of half of the images with sigma (0.1, 2). The jitter has strength 1: brightness, contrast
    /// and saturation 0.8, hue 0.2. Images of at most 64 pixels a side take the paper's CIFAR-10 form (appendix B.9): strength 0.5 and no blur.
    /// </summary>
    /// <param name="inputShape">
    /// The shape (channels, height, width) of one row. Null stands for (3, 224, 224). Without three channels, saturation, hue and grayscale
    /// are left out, since such images have no colours.
    /// </param>
    /// <exception cref="ArgumentException"><paramref name="inputShape"/> is not of the form (channels, height, width).</exception>
    public static IReadOnlyList<Augmentation> SimClrImage(InputShape? inputShape = null)
    {
        var shape = Image(inputShape);
        var small = shape.IsSmallImage;
        var strength = small ? 0.5 : 1;
        var jitter = new ColorJitter { Brightness = 0.8 * strength, Contrast = 0.8 * strength, Saturation = 0.8 * strength, Hue = 0.2 * strength };
        List<Augmentation> augmentations = [.. CropFlipColour(shape, jitter)];
        if (!small)
            augmentations.Add(new RandomApply(0.5, new GaussianBlur2d()));
        return augmentations;
    }

    /// <summary>
    /// Gets the augmentations of Barlow Twins (Zbontar et al. 2021, arXiv:2103.03230, section 2.2, after BYOL, arXiv:2006.07733), which
    /// differ between the views: random resized crop (0.08, 1), flip 0.5, colour jitter with probability 0.8 (brightness and contrast 0.4,
    /// saturation 0.2, hue 0.1) and grayscale 0.2 in both; blur with sigma (0.1, 2) of all images in the first view and of a tenth in the
    /// second; solarization of a fifth in the second alone. For images in [0, 1].
    /// </summary>
    /// <param name="inputShape"><inheritdoc cref="SimClrImage" path="/param[@name='inputShape']"/></param>
    /// <exception cref="ArgumentException"><paramref name="inputShape"/> is not of the form (channels, height, width).</exception>
    public static (IReadOnlyList<Augmentation> FirstView, IReadOnlyList<Augmentation> SecondView) BarlowTwinsImage(InputShape? inputShape = null)
    {
        var shape = Image(inputShape);
        var jitter = new ColorJitter { Brightness = 0.4, Contrast = 0.4, Saturation = 0.2, Hue = 0.1 };
        var common = CropFlipColour(shape, jitter);
        return ([.. common, new GaussianBlur2d()], [.. common, new RandomApply(0.1, new GaussianBlur2d()), new Solarize { Probability = 0.2 }]);
    }

    /// <summary>
    /// Gets the augmentation of SCARF for tables (Bahri et al. 2022, arXiv:2106.15147): 60 % of a row's features are replaced by values of
    /// other rows. The paper changes one of the two views and leaves the other as it is.
    /// </summary>
    public static IReadOnlyList<Augmentation> Tabular() => [new FeatureCorruption()];

    private static InputShape Image(InputShape? inputShape)
    {
        InputShape shape = inputShape ?? [3, 224, 224];
        return shape.Rank == 3
            ? shape
            : throw new ArgumentException($"Augmentations of images need rows of shape (channels, height, width), but {shape} was given.", nameof(inputShape));
    }

    private static Augmentation[] CropFlipColour(InputShape shape, ColorJitter jitter)
    {
        var hasColours = shape[0] == 3;
        var inColour = hasColours ? jitter : jitter with { Saturation = 0, Hue = 0 };
        Augmentation[] both = [new RandomResizedCrop2d(), new RandomHorizontalFlip(), new RandomApply(0.8, inColour)];
        return hasColours ? [.. both, new Grayscale()] : both;
    }
}
