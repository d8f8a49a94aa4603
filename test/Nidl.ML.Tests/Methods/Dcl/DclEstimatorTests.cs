using Microsoft.ML;
using Nidl.ML.Tests.Conformance;

namespace Nidl.ML.Tests.Dcl;

[TestClass]
public sealed class DclEstimatorTests : MethodConformance<DclOptions>
{
    protected override string Method => "DCL";

    protected override DclOptions Narrow => new() { ProjectionHiddenDimension = 8, ProjectionOutputDimension = 4 };

    protected override SelfSupervisedEstimator<DclOptions> Create(MLContext ml, DclOptions options) =>
        ml.SelfSupervised.Dcl("Embedding", "Image", options);
}
