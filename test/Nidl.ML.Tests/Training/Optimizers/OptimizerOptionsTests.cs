using System.Globalization;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Nidl.ML.Tests.Training;

/// <summary>Compares five steps of each optimizer on two weights, whose gradient is w squared, with plain loops.</summary>
[TestClass]
public sealed class OptimizerOptionsTests
{
    private const double Rate = 0.05;
    private const double Decay = 0.1;
    private const int Steps = 5;

    private static readonly float[] Start = [0.8f, -1.5f];

    [TestMethod]
    [DataRow(0.9, 0.999, 1e-8)]
    [DataRow(0.5, 0.9, 1e-2)]
    public void AdamW_Steps_EqualAPlainLoop(double beta1, double beta2, double epsilon) =>
        AreEqual(new AdamWOptions { Beta1 = beta1, Beta2 = beta2, Epsilon = epsilon }, AdamLoop(beta1, beta2, epsilon, isDecoupled: true));

    [TestMethod]
    [DataRow(0.9, 0.999, 1e-8)]
    [DataRow(0.5, 0.9, 1e-2)]
    public void Adam_Steps_EqualAPlainLoop(double beta1, double beta2, double epsilon) =>
        AreEqual(new AdamOptions { Beta1 = beta1, Beta2 = beta2, Epsilon = epsilon }, AdamLoop(beta1, beta2, epsilon, isDecoupled: false));

    [TestMethod]
    [DataRow(0.0, 0.0, false)]
    [DataRow(0.9, 0.0, false)]
    [DataRow(0.9, 0.5, false)]
    [DataRow(0.9, 0.0, true)]
    public void Sgd_Steps_EqualAPlainLoop(double momentum, double dampening, bool nesterov) =>
        AreEqual(
            new SgdOptions { Momentum = momentum, Dampening = dampening, Nesterov = nesterov }, SgdLoop(momentum, dampening, nesterov));

    [TestMethod]
    [DataRow(0.0, 0.0, "0 and 0")]
    [DataRow(0.9, 0.5, "0.9 and 0.5")]
    public void Sgd_NesterovWithoutItsMomentum_IsRefused(double momentum, double dampening, string given)
    {
        using var weights = new Parameter(tensor(Start));
        Error.Is<ArgumentException>(
            $"Nesterov's momentum needs Momentum > 0 and Dampening = 0, but they are {given}. (Parameter 'Nesterov')",
            () => new SgdOptions { Momentum = momentum, Dampening = dampening, Nesterov = true }.Create(
                [new("all", [weights], Decay)], Rate));
    }

    [TestMethod]
    public void Options_Defaults_AreTorchs()
    {
        var (adamW, adam, sgd) = (new AdamWOptions(), new AdamOptions(), new SgdOptions());
        Assert.AreEqual((0.9, 0.999, 1e-8), (adamW.Beta1, adamW.Beta2, adamW.Epsilon));
        Assert.AreEqual((0.9, 0.999, 1e-8), (adam.Beta1, adam.Beta2, adam.Epsilon));
        Assert.AreEqual((0.0, 0.0, false), (sgd.Momentum, sgd.Dampening, sgd.Nesterov));
    }

    [TestMethod]
    public void Options_ValuesOutOfRange_AreRefused()
    {
        Refused("Beta1 must be in [0, 1), but '1' was given.", () => new AdamWOptions { Beta1 = 1 });
        Refused("Beta2 must be in [0, 1), but '-0.1' was given.", () => new AdamWOptions { Beta2 = -0.1 });
        Refused("Epsilon must be positive and finite, but '0' was given.", () => new AdamWOptions { Epsilon = 0 });
        const string Required = "from 1E-20 to 1E+20, outside of which single precision cannot compute";
        Refused($"Epsilon must be {Required}, but '1E-50' was given.", () => new AdamWOptions { Epsilon = 1e-50 });
        Refused($"Epsilon must be {Required}, but '1E-50' was given.", () => new AdamOptions { Epsilon = 1e-50 });
        Refused("Beta1 must be in [0, 1), but 'NaN' was given.", () => new AdamOptions { Beta1 = double.NaN });
        Refused("Beta2 must be in [0, 1), but '1.5' was given.", () => new AdamOptions { Beta2 = 1.5 });
        Refused(
            "Epsilon must be positive and finite, but 'Infinity' was given.", () => new AdamOptions { Epsilon = double.PositiveInfinity });
        Refused("Momentum must be in [0, 1), but '1' was given.", () => new SgdOptions { Momentum = 1 });
        Refused("Dampening must be in [0, 1), but '-1' was given.", () => new SgdOptions { Dampening = -1 });
    }

    private static void Refused(string message, Func<OptimizerOptions> create) =>
        Error.Is<ArgumentOutOfRangeException>($"{message} (Parameter '{message[..message.IndexOf(' ')]}')", () => create());

    private static void AreEqual(OptimizerOptions options, Action<double[], int> loop)
    {
        using var scope = NewDisposeScope();
        using var weights = new Parameter(tensor(Start));
        using var optimizer = options.Create([new("all", [weights], Decay)], Rate);
        double[] expected = [.. Start];
        for (var step = 1; step <= Steps; step++)
        {
            weights.grad = weights.detach().square();
            optimizer.step();
            loop(expected, step);
        }
        var actual = weights.detach().data<float>().ToArray();
        for (var i = 0; i < expected.Length; i++)
            Assert.AreEqual(expected[i], actual[i], 2e-6);
    }

    private static Action<double[], int> AdamLoop(double beta1, double beta2, double epsilon, bool isDecoupled)
    {
        var (mean, square) = (new double[Start.Length], new double[Start.Length]);
        return (weights, step) =>
        {
            for (var i = 0; i < weights.Length; i++)
            {
                var gradient = weights[i] * weights[i] + (isDecoupled ? 0 : Decay * weights[i]);
                weights[i] -= isDecoupled ? Rate * Decay * weights[i] : 0;
                mean[i] = beta1 * mean[i] + (1 - beta1) * gradient;
                square[i] = beta2 * square[i] + (1 - beta2) * gradient * gradient;
                var deviation = Math.Sqrt(square[i] / (1 - Math.Pow(beta2, step))) + epsilon;
                weights[i] -= Rate * mean[i] / (1 - Math.Pow(beta1, step)) / deviation;
            }
        };
    }

    private static Action<double[], int> SgdLoop(double momentum, double dampening, bool nesterov)
    {
        var velocity = new double[Start.Length];
        return (weights, step) =>
        {
            for (var i = 0; i < weights.Length; i++)
            {
                var gradient = weights[i] * weights[i] + Decay * weights[i];
                velocity[i] = step == 1 ? gradient : momentum * velocity[i] + (1 - dampening) * gradient;
                weights[i] -= Rate * (nesterov ? gradient + momentum * velocity[i] : velocity[i]);
            }
        };
    }

    [TestMethod]
    public void Sgd_ErrorOfNesterov_IsTheSameInEveryCulture()
    {
        var culture = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = { NumberDecimalSeparator = "," } };
            Error.Is<ArgumentException>(
                "Nesterov's momentum needs Momentum > 0 and Dampening = 0, but they are 0.9 and 0.5. (Parameter 'Nesterov')",
                () => new SgdOptions { Momentum = 0.9, Dampening = 0.5, Nesterov = true }.Create([], Rate));
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }
}
