using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Tests.Views.Volume;

[TestClass]
public class RandomRotation3dTests
{
    [TestMethod]
    public void Apply_AngleAboutAnAxis_IsUniform()
    {
        using var scope = NewDisposeScope();
        using var random = Batch.Source(6);
        // A ramp along the width, turned about the depth, has the sine of the angle beside the center along the height.
        var ramp = arange(-2, 3, ScalarType.Float64).view(1, 1, 1, 1, 5).expand(3000, 1, 5, 5, 5).contiguous();
        var view = new RandomRotation3d { Degrees = [(-30, 20), 0, 0] }.Apply(ramp, random);
        var angles = Batch.Values(view[TensorIndex.Colon, 0, 2, 1, 2]).Select(sine => Math.Asin(sine) * 180 / Math.PI).ToArray();
        Batch.AreUniform(angles, -30, 20, slack: 1e-3);
    }

    [TestMethod]
    public void Apply_OneRange_DrawsEachAngleByItself()
    {
        using var scope = NewDisposeScope();
        using var random = Batch.Source(6);
        var drawn = Batch.Values(RandomAffine3d.Radians((-90, 90), 2000, random)).Chunk(3).ToArray();
        for (var axis = 0; axis < 3; axis++)
            Batch.AreUniform(drawn.Select(angles => angles[axis]).ToArray(), -Math.PI / 2, Math.PI / 2);
        Assert.AreEqual(0, drawn.Average(angles => angles[0] * angles[1]), 5 * Math.PI * Math.PI / 12 / Math.Sqrt(2000));
    }

    [TestMethod]
    public void Apply_FillValue_StandsOutside()
    {
        using var scope = NewDisposeScope();
        using var random = Batch.Source(6);
        var view = new RandomRotation3d { Degrees = [(40, 50), 0, 0], FillValue = -7 }.Apply(Batch.Random([3, 1, 8, 8, 8]), random);
        Assert.AreEqual(-7, Batch.Values(view).Min(), 1e-5);
    }

    [TestMethod]
    public void Options_Values_HaveDefaultsAndAreChecked()
    {
        Assert.AreEqual(new RandomRotation3d { Degrees = (-10, 10), FillValue = 0 }, new RandomRotation3d());
        OptionError.Is(
            "Degrees must be from -180 to 180, but '[(0, 0), (0, 0), (0, 181)]' was given.",
            () => new RandomRotation3d { Degrees = [0, 0, (0, 181)] });
    }
}
