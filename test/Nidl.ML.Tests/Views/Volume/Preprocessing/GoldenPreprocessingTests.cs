using Nidl.ML.Tests.Golden;
using static TorchSharp.torch;

namespace Nidl.ML.Tests.Views.Volume.Preprocessing;

/// <summary>Preprocessing of the reference's volumes gives the reference's values.</summary>
[TestClass]
public class GoldenPreprocessingTests
{
    [TestMethod]
    public void Apply_CropOrPad_EqualsTheReference()
    {
        using var scope = NewDisposeScope();
        foreach (var one in GoldenTransform.Cases("CropOrPad"))
        {
            var cropped = new CropOrPad { TargetShape = one.Params.TargetShape!,
                Padding = Enum.Parse<VolumePadding>(one.Params.PaddingMode!, ignoreCase: true) };
            var result = cropped.Apply(one.Batch());
            CollectionAssert.AreEqual(one.OutputShape, result.shape[1..]);
            Assert.AreEqual(InputShape.Create(one.OutputShape), cropped.OutputShape(InputShape.Create(one.InputShape)));
            Batch.AreClose(one.Output, result, 0);
        }
    }

    [TestMethod]
    public void Apply_ZNormalization_EqualsTheReference()
    {
        using var scope = NewDisposeScope();
        foreach (var one in GoldenTransform.Cases("ZNormalization"))
            Batch.AreClose(one.Output, new ZNormalization().Apply(one.Batch()), one.Tolerance);
    }

    [TestMethod]
    public void Apply_RobustRescaling_EqualsTheReference()
    {
        using var scope = NewDisposeScope();
        foreach (var one in GoldenTransform.Cases("RobustRescaling"))
        {
            var (range, percentiles) = (one.Params.OutMinMax!, one.Params.Percentiles!);
            var rescaling = new RobustRescaling { OutputRange = (range[0], range[1]), Percentiles = (percentiles[0], percentiles[1]) };
            Batch.AreClose(one.Output, rescaling.Apply(one.Batch()), one.Tolerance);
        }
    }
}
