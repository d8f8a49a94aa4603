using Microsoft.ML;
using Nidl.ML.Tests.Conformance;

namespace Nidl.ML.Tests.Byol;

[TestClass]
public sealed class ByolEstimatorTests : MethodConformance<ByolOptions>
{
    protected override string Method => "BYOL";

    protected override ByolOptions Narrow =>
        new() { Momentum = 0.9, ProjectionHiddenDimension = 8, ProjectionOutputDimension = 4, PredictorHiddenDimension = 8 };

    protected override SelfSupervisedEstimator<ByolOptions> Create(MLContext ml, ByolOptions options) =>
        ml.SelfSupervised.Byol("Embedding", "Image", options);
}
