using static TorchSharp.torch;

namespace Nidl.ML.Losses.Tests;

/// <summary>Numbers that nidl gives for z1[i,j] = sin(0.7 (3i+j) + 0.1), z2[i,j] = sin(0.9 (3i+j) + 0.4), i below 4, j below 3.</summary>
[TestClass]
public sealed class SpecificationVectorTests
{
    private static readonly double[] Ages = [20, 23, 40, 41];
    private static readonly double[] CloseAges = [20, 21, 22, 40];

    public static IEnumerable<object[]> Losses => Vectors.Select(vector => new object[] { vector.Name, vector.Loss, vector.Expected });

    private static (string Name, Func<Tensor, Tensor, Tensor> Loss, double Expected)[] Vectors =>
    [
        ("InfoNce 0.1", new InfoNceLoss().call, 8.160970396016511),
        ("InfoNce 0.5", new InfoNceLoss(0.5).call, 2.3917452539142494),
        ("Dcl 0.1", new DclLoss().call, 8.030283147205244),
        ("Dcl 0.5", new DclLoss(0.5).call, 2.2263377916016953),
        ("Dclw 0.1", new DclwLoss().call, 13.882514816943758),
        ("Dclw 0.5", new DclwLoss(0.5, 0.5).call, 3.396784125549398),
        ("BarlowTwins 0.005", new BarlowTwinsLoss().call, 2.286862733444945),
        ("BarlowTwins 0.5", new BarlowTwinsLoss(0.5).call, 3.799341174168971),
        ("YAware without labels", new YAwareInfoNceLoss().call, 8.16097039601651),
        ("Gaussian 9", Columns(Kernel.Gaussian, 9, Ages), 21.300863333651577),
        ("Epanechnikov 9", Columns(Kernel.Epanechnikov, 9, Ages), 15.419411202268774),
        ("Exponential 9", Columns(Kernel.Exponential, 9, Ages), 20.05188360383945),
        ("Linear 9", Columns(Kernel.Linear, 9, Ages), 15.516110801172086),
        ("Cosine 9", Columns(Kernel.Cosine, 9, Ages), 15.42790824165273),
        ("Gaussian 4", Columns(Kernel.Gaussian, 4, CloseAges), 23.200511602603928),
        ("Gaussian 4 per anchor", Labeled(new YAwareInfoNceLoss(Kernel.Gaussian, 4), CloseAges), 23.25316951433488),
        ("Epanechnikov 4", Columns(Kernel.Epanechnikov, 4, CloseAges), 22.989381293169806),
        ("Exponential 4", Columns(Kernel.Exponential, 4, CloseAges), 22.524014671938538),
        ("Linear 4", Columns(Kernel.Linear, 4, CloseAges), 22.035355278695263),
        ("Cosine 4", Columns(Kernel.Cosine, 4, CloseAges), 22.856197887542038),
        ("Gaussian 4 at 0.5", Labeled(new YAwareInfoNceLoss(Kernel.Gaussian, 4, 0.5, YAwareNormalization.ReferenceColumns), CloseAges),
            6.153084587803902),
        ("Far labels", Columns(Kernel.Gaussian, 1e-6, Ages), 16.321940792033022),
        ("Bandwidth 0", Columns(Kernel.Gaussian, 0, Ages), 20.11068997105964),
        ("Vector", Columns(Kernel.Gaussian, new[] { 9, 0.25 }, [20, 0, 23, 1, 40, 0, 41, 1]), 17.552744687823523),
        ("Matrix", Columns(Kernel.Gaussian, new[,] { { 9, 0.5 }, { 0.5, 0.25 } }, [20, 0, 23, 1, 40, 0, 41, 1]), 18.218679725893956),
    ];

    [TestMethod]
    [DynamicData(nameof(Losses))]
    public void Value_OfTheSpecification_IsGiven(string name, Func<Tensor, Tensor, Tensor> loss, double expected)
    {
        using var scope = NewDisposeScope();
        Near.Assert([expected], [Values.Scalar(loss(View(0.7, 0.1), View(0.9, 0.4)))], 1e-12, name);
    }

    [TestMethod]
    public void Value_IdenticalViews_IsTheSpecifications()
    {
        using var scope = NewDisposeScope();
        var z = View(0.7, 0.1);
        Near.Assert([0.5489573173729894], [Values.Scalar(new InfoNceLoss().call(z, z))], 1e-12, "InfoNce");
        Near.Assert([-5.794976113605522], [Values.Scalar(new DclLoss().call(z, z))], 1e-12, "Dcl");
        Near.Assert([0.01212992965698629], [Values.Scalar(new BarlowTwinsLoss().call(z, z))], 1e-12, "BarlowTwins");
        Near.Assert([0], [Values.Scalar(new BarlowTwinsLoss(0).call(z, z))], 1e-12, "BarlowTwins without redundancy term");
    }

    [TestMethod]
    public void Weights_OfDclw_AreTheSpecifications()
    {
        using var scope = NewDisposeScope();
        var weights = DclwLoss.PositiveWeights(View(0.7, 0.1), View(0.9, 0.4), 0.5);
        Near.Assert(
            [-0.8871465411752975, 1.2930126906866246, 1.7617880925213039, 1.8323457579673688], Values.Of(weights), 1e-12, "weights");
    }

    [TestMethod]
    public void Gradients_OfTheSpecification_AreGiven()
    {
        CheckGradient(new InfoNceLoss().call, [-0.5477282985639036, -0.3047955075322882, 0.27401491227281904], 3.786848699256818,
            4.397002352590234);
        CheckGradient(new DclLoss().call, [-0.751176807183342, -0.4588798188991752, 0.4051877810646027], 3.7986878389312637,
            4.443849981740595);
        CheckGradient(new DclwLoss().call, [0.7499221561046632, 0.780519259410034, -0.6363716553868002], 7.489739726734551,
            8.475749246189784);
        CheckGradient(Columns(Kernel.Gaussian, 4, CloseAges), [-0.5928099131647853, -0.0987229418856358, 0.13032821665512095],
            5.336154954077544, 4.161024728717101);
        CheckGradient(new BarlowTwinsLoss().call, [-0.1560897798225727, -0.9174532484066349, -0.6358590359599074], 2.1056884215256733,
            2.1674611909776638);
    }

    private static void CheckGradient(Func<Tensor, Tensor, Tensor> loss, double[] firstRow, double norm1, double norm2)
    {
        using var scope = NewDisposeScope();
        var ours = LossAndGradients.Of(loss, View(0.7, 0.1), View(0.9, 0.4));
        Near.Assert(firstRow, ours.Gradient1[..3], 1e-12, "first row");
        Near.Assert([norm1], [Norm(ours.Gradient1)], 1e-12, "norm of z1's gradient");
        Near.Assert([norm2], [Norm(ours.Gradient2)], 1e-12, "norm of z2's gradient");
    }

    private static double Norm(double[] values) => Math.Sqrt(values.Sum(value => value * value));

    private static Func<Tensor, Tensor, Tensor> Columns(Kernel kernel, Bandwidth bandwidth, double[] labels) =>
        Labeled(new YAwareInfoNceLoss(kernel, bandwidth, 0.1, YAwareNormalization.ReferenceColumns), labels);

    private static Func<Tensor, Tensor, Tensor> Labeled(YAwareInfoNceLoss loss, double[] labels) => (z1, z2) =>
    {
        using var y = tensor(labels, [4, labels.Length / 4], dtype: ScalarType.Float64);
        return loss.call(z1, z2, y);
    };

    private static Tensor View(double frequency, double phase) =>
        tensor(Enumerable.Range(0, 12).Select(k => Math.Sin(frequency * k + phase)).ToArray(), [4, 3], dtype: ScalarType.Float64);
}
