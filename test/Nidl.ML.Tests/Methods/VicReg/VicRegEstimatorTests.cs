using Microsoft.ML;
using Nidl.ML.Tests.Conformance;

namespace Nidl.ML.Tests.VicReg;

[TestClass]
public sealed class VicRegEstimatorTests : MethodConformance<VicRegOptions>
{
    protected override string Method => "VICReg";

    protected override VicRegOptions Narrow => new() { ProjectionHiddenDimension = 8, ProjectionOutputDimension = 4 };

    protected override SelfSupervisedEstimator<VicRegOptions> Create(MLContext ml, VicRegOptions options) =>
        ml.SelfSupervised.VicReg("Embedding", "Image", options);
}
