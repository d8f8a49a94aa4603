using Microsoft.ML;
using Nidl.ML.Tests.Conformance;

namespace Nidl.ML.Tests.SupCon;

[TestClass]
public sealed class SupConEstimatorTests : MethodConformance<SupConOptions>
{
    protected override string Method => "SupCon";

    protected override SupConOptions Narrow =>
        new() { LabelColumnName = "Number", ProjectionHiddenDimension = 8, ProjectionOutputDimension = 4 };

    protected override SelfSupervisedEstimator<SupConOptions> Create(MLContext ml, SupConOptions options) =>
        ml.SelfSupervised.SupCon("Embedding", "Image", options);
}
