using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Dependencies.Tests.Torch;

[TestClass]
public sealed class OptimizerTests
{
    private const int Steps = 7;

    private static readonly double[] _start = [0.5, -1.2, 2.0];

    private static Parameter Start() => new(tensor(_start));

    // d/dx of x^3 / 3 + x.
    private static double Slope(double x) => x * x + 1;

    private static double[] Train(Parameter parameter, OptimizerHelper optimizer, int steps = Steps)
    {
        for (int i = 0; i < steps; i++)
        {
            optimizer.zero_grad();
            (parameter.pow(3) / 3 + parameter).sum().backward();
            optimizer.step();
        }
        return parameter.detach().data<double>().ToArray();
    }

    private static void Check(double[] actual, Func<double, double> plain)
    {
        for (int i = 0; i < _start.Length; i++) Near.Equal(plain(_start[i]), actual[i], 1e-12);
    }

    [TestMethod]
    [DataRow(false, 0.0, 0.0, false)]
    [DataRow(false, 0.9, 0.1, false)]
    [DataRow(true, 0.9, 0.1, true)]
    public void SgdFollowsItsFormula(bool nesterov, double momentum, double decay, bool maximize)
    {
        using var parameter = Start();
        using var optimizer = optim.SGD([parameter], 0.01, momentum, weight_decay: decay, nesterov: nesterov, maximize: maximize);
        Check(Train(parameter, optimizer), x =>
        {
            double buffer = 0;
            for (int t = 0; t < Steps; t++)
            {
                double g = Slope(x) + decay * x;
                buffer = t == 0 ? g : momentum * buffer + g;
                double move = momentum == 0 ? g : nesterov ? g + momentum * buffer : buffer;
                x += (maximize ? 1 : -1) * 0.01 * move;
            }
            return x;
        });
    }

    [TestMethod]
    [DataRow(true, 0.0)]
    [DataRow(true, 0.2)]
    [DataRow(false, 0.0)]
    [DataRow(false, 0.2)]
    public void AdamAndAdamWFollowTheirFormulas(bool decoupled, double decay)
    {
        using var parameter = Start();
        using OptimizerHelper optimizer = decoupled
            ? optim.AdamW([parameter], 0.01, 0.8, 0.95, 1e-7, decay)
            : optim.Adam([parameter], 0.01, 0.8, 0.95, 1e-7, decay);
        Check(Train(parameter, optimizer), x =>
        {
            double m = 0, v = 0;
            for (int t = 1; t <= Steps; t++)
            {
                double g = Slope(x) + (decoupled ? 0 : decay * x);
                if (decoupled) x -= 0.01 * decay * x;
                m = 0.8 * m + 0.2 * g;
                v = 0.95 * v + 0.05 * g * g;
                x -= 0.01 * (m / (1 - Math.Pow(0.8, t))) / (Math.Sqrt(v / (1 - Math.Pow(0.95, t))) + 1e-7);
            }
            return x;
        });
    }

    [TestMethod]
    public void GroupsKeepTheirOwnOptions()
    {
        using var first = Start();
        using var second = Start();
        using var optimizer = optim.SGD([
            new SGD.ParamGroup([first], new SGD.Options { LearningRate = 0.1 }),
            new SGD.ParamGroup([second], new SGD.Options { momentum = 0 })], 0.02);
        CollectionAssert.AreEqual(new[] { 0.1, 0.02 }, optimizer.ParamGroups.Select(group => group.LearningRate).ToArray());
        (first + second).sum().backward();
        optimizer.step();
        Check(first.detach().data<double>().ToArray(), x => x - 0.1);
        Check(second.detach().data<double>().ToArray(), x => x - 0.02);
    }

    [TestMethod]
    public void ALearningRateThatIsSetTakesEffect()
    {
        using var parameter = Start();
        using var optimizer = optim.AdamW([parameter], 0.1);
        foreach (var group in optimizer.ParamGroups) group.LearningRate = 0;
        Check(Train(parameter, optimizer), x => x);
    }

    [TestMethod]
    [DataRow("SGD")]
    [DataRow("Adam")]
    [DataRow("AdamW")]
    public void AStateThatIsSavedAndLoadedContinuesBitForBit(string name)
    {
        OptimizerHelper Create(Parameter p) => name switch
        {
            "SGD" => optim.SGD([p], 0.01, 0.9),
            "Adam" => optim.Adam([p], 0.01),
            _ => optim.AdamW([p], 0.01, weight_decay: 0.1),
        };
        using var straight = Start();
        using var whole = Create(straight);
        var expected = Train(straight, whole, 2 * Steps);

        using var parameter = Start();
        using var before = Create(parameter);
        Train(parameter, before);
        using var file = new MemoryStream();
        var writer = new BinaryWriter(file);
        before.save_state_dict(writer);
        writer.Flush();
        file.Position = 0;
        using var after = Create(parameter);
        after.load_state_dict(new BinaryReader(file));
        CollectionAssert.AreEqual(expected, Train(parameter, after));
    }

    [TestMethod]
    public void ClippingScalesToTheNorm()
    {
        using var parameter = Start();
        (parameter * parameter).sum().backward();
        double norm = nn.utils.clip_grad_norm_([parameter], 1.0);
        Near.Equal(Math.Sqrt(_start.Sum(x => 4 * x * x)), norm, 1e-9);
        using var grad = parameter.grad!;
        Near.Equal(1.0, grad.norm().ToDouble(), 1e-5);
    }

    [TestMethod]
    public void ParametersWithoutAGradientStay()
    {
        using var parameter = Start();
        using var optimizer = optim.AdamW([parameter], 0.1, weight_decay: 0.5);
        optimizer.step();
        Check(parameter.detach().data<double>().ToArray(), x => x);
    }
}
