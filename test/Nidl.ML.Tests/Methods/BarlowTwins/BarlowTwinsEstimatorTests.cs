using Microsoft.ML;
using Nidl.ML.Tests.Conformance;

namespace Nidl.ML.Tests.BarlowTwins;

[TestClass]
public sealed class BarlowTwinsEstimatorTests : MethodConformance<BarlowTwinsOptions>
{
    protected override string Method => "Barlow Twins";

    protected override BarlowTwinsOptions Narrow => new() { ProjectionHiddenDimension = 8, ProjectionOutputDimension = 4 };

    protected override SelfSupervisedEstimator<BarlowTwinsOptions> Create(MLContext ml, BarlowTwinsOptions options) =>
        ml.SelfSupervised.BarlowTwins("Embedding", "Image", options);
}
