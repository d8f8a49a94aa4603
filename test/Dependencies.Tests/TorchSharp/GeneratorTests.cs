using TorchSharp;
using static TorchSharp.torch;

namespace Dependencies.Tests.Torch;

[TestClass]
public sealed class GeneratorTests
{
    [TestMethod]
    public void TheSameSeedGivesTheSameDraws()
    {
        using var first = new Generator(42);
        using var second = new Generator(42);
        using var other = new Generator(43);
        var drawn = randn(100, generator: first);
        Near.Same(drawn, randn(100, generator: second));
        Assert.IsFalse(drawn.Equals(randn(100, generator: other)));
    }

    [TestMethod]
    public void AStateThatIsRestoredRepeatsEveryKindOfDraw()
    {
        using var generator = new Generator(5);
        rand(3, generator: generator);
        Tensor[] Draws() =>
        [
            rand(5, generator: generator), randn(5, generator: generator), randint(0, 10, [5], generator: generator), randperm(9, generator: generator),
            empty(5).uniform_(-1, 1, generator), empty(5).normal_(0, 2, generator), empty(5).bernoulli_(0.3, generator), full([5], 0.5).bernoulli(generator),
            torch.ones(4).multinomial(3, generator: generator),
        ];
        using var state = generator.get_state();
        var before = Draws();
        generator.set_state(state);
        foreach (var (expected, actual) in before.Zip(Draws())) Near.Same(expected, actual);
    }

    [TestMethod]
    public void SavingTheDefaultStateMakesInitializationRepeatable()
    {
        using var state = Generator.Default.get_state();
        manual_seed(11);
        using var first = nn.Linear(7, 3);
        manual_seed(11);
        using var second = nn.Linear(7, 3);
        Near.Same(first.weight!, second.weight!);
        Generator.Default.set_state(state);
        var next = rand(3);
        Generator.Default.set_state(state);
        Near.Same(next, rand(3));
    }

    [TestMethod]
    public void AnOwnGeneratorLeavesTheDefaultAlone()
    {
        manual_seed(3);
        var expected = rand(4);
        manual_seed(3);
        using var generator = new Generator(9);
        randn(1000, generator: generator);
        Near.Same(expected, rand(4));
    }

    [TestMethod]
    public void ManualSeedIsReportedAsInitialSeed()
    {
        using var generator = new Generator(1);
        Assert.AreEqual(1L, generator.initial_seed());
        Assert.AreEqual(77L, generator.manual_seed(77).initial_seed());
        manual_seed(123);
        Assert.AreEqual(123L, initial_seed());
    }

    [TestMethod]
    public void DrawsHaveTheirMoments()
    {
        using var generator = new Generator(8);
        var uniform = rand(100_000, generator: generator);
        Near.Equal(0.5, uniform.mean().ToDouble(), 0.01);
        var normal = empty(100_000).normal_(3, 2, generator);
        Near.Equal(3, normal.mean().ToDouble(), 0.02);
        Near.Equal(2, normal.std().ToDouble(), 0.02);
        Near.Equal(0.3, empty(100_000).bernoulli_(0.3, generator).mean().ToDouble(), 0.01);
    }
}
