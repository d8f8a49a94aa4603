using Microsoft.ML;

namespace Nidl.ML.Tests.Conformance;

[TestClass]
public sealed class SimClrConformanceTests : MethodConformance<SimClrOptions>
{
    protected override string Method => "SimCLR";

    protected override SimClrOptions Narrow => new() { ProjectionHiddenDimension = 8, ProjectionOutputDimension = 4 };

    protected override SelfSupervisedEstimator<SimClrOptions> Create(MLContext ml, SimClrOptions options) =>
        ml.SelfSupervised.SimClr("Embedding", "Image", options);
}
