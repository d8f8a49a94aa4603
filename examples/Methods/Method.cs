using Microsoft.ML;
using Nidl.ML;
using Nidl.ML.Losses;

namespace Methods;

/// <summary>A method with the options that are its own.</summary>
/// <param name="Name">Its name, as on the command line.</param>
/// <param name="Fit">Trains it on a view within a budget, from a seed.</param>
public sealed record Method(string Name, Func<MLContext, IDataView, Budget, int, EmbeddingTransformer> Fit)
{
    /// <summary>InfoNCE.</summary>
    public static Method SimClr { get; } = new("SimCLR", (ml, images, budget, seed) =>
        ml.SelfSupervised.SimClr("Embedding", "Image", budget.Set(
            new SimClrOptions { Temperature = Budget.Temperature, ProjectionHiddenDimension = Budget.HeadWidth }, seed)).Fit(images));

    /// <summary>The decoupled loss.</summary>
    public static Method Dcl { get; } = new("DCL", (ml, images, budget, seed) =>
        ml.SelfSupervised.Dcl("Embedding", "Image", budget.Set(
            new DclOptions { Temperature = Budget.Temperature, ProjectionHiddenDimension = Budget.HeadWidth }, seed)).Fit(images));

    /// <summary>The decoupled loss with weighted positives.</summary>
    public static Method Dclw { get; } = new("DCLW", (ml, images, budget, seed) =>
        ml.SelfSupervised.Dcl("Embedding", "Image", budget.Set(
            new DclOptions { WeightedPositives = true, Temperature = Budget.Temperature, ProjectionHiddenDimension = Budget.HeadWidth },
            seed)).Fit(images));

    /// <summary>y-Aware with the mean brightness: images as bright as each other attract each other too.</summary>
    public static Method YAware { get; } = new("y-Aware", (ml, images, budget, seed) =>
        ml.SelfSupervised.YAware("Embedding", "Image", budget.Set(
            new YAwareOptions
            {
                AuxiliaryColumnNames = [nameof(BrightImage.Brightness)],
                Bandwidth = Bandwidth.Scott,
                Temperature = Budget.Temperature,
                ProjectionHiddenDimension = Budget.HeadWidth,
            }, seed)).Fit(images));

    /// <summary>Barlow Twins, which has no temperature and wants wide projections.</summary>
    public static Method BarlowTwins { get; } = new("BarlowTwins", (ml, images, budget, seed) =>
        ml.SelfSupervised.BarlowTwins("Embedding", "Image", budget.Set(
            new BarlowTwinsOptions { ProjectionHiddenDimension = Budget.HeadWidth, ProjectionOutputDimension = Budget.HeadWidth }, seed))
                .Fit(images));

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Method> All { get; } = [SimClr, Dcl, Dclw, YAware, BarlowTwins];
}
