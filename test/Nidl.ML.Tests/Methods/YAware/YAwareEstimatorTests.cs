using Microsoft.ML;
using Nidl.ML.Tests.Conformance;

namespace Nidl.ML.Tests.YAware;

[TestClass]
public sealed class YAwareEstimatorTests : MethodConformance<YAwareOptions>
{
    protected override string Method => "y-Aware";

    protected override YAwareOptions Narrow =>
        new() { AuxiliaryColumnNames = ["Number"], Bandwidth = 0.25, ProjectionHiddenDimension = 8, ProjectionOutputDimension = 4 };

    protected override SelfSupervisedEstimator<YAwareOptions> Create(MLContext ml, YAwareOptions options) =>
        ml.SelfSupervised.YAware("Embedding", "Image", options);
}
