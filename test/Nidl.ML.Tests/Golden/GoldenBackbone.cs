using System.Text.Json;
using Nidl.ML.Tests.Encoders;
using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Tests.Golden;

/// <summary>One network of nidl for volumes: its state by name, and its output, in evaluation, for a given input.</summary>
internal sealed record GoldenBackbone(string Name, long[] Input, long Parameters, JsonElement[] State, long[] OutputShape, double[] Output)
{
    private const string Counter = "num_batches_tracked";

    public IEnumerable<string> StateNames => State.Select(entry => entry[0].GetString()!);

    public static GoldenBackbone Of(string name)
    {
        using var file = typeof(GoldenBackbone).Assembly.GetManifestResourceStream("backbones.json")
            ?? throw new FileNotFoundException("backbones.json");
        return JsonSerializer.Deserialize<Content>(file, JsonSerializerOptions.Web)!.Cases.Single(backbone => backbone.Name == name);
    }

    /// <summary>Checks an encoder's state names, its number of parameters, and its output, in float64 and in float32.</summary>
    public void AssertIsThatOf(Encoder encoder)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var module = encoder.CreateModule(InputShape.Create(Input[1..]));
        CollectionAssert.AreEquivalent(StateNames.ToArray(), NamesOf(module));
        Assert.AreEqual(Parameters, module.ParameterCount());
        Fill(module);
        AssertGives(module);
    }

    /// <summary>Checks the output of a filled module, in float64 and in float32, in which it then is.</summary>
    public void AssertGives(nn.Module<Tensor, Tensor> module)
    {
        var input = CreateInput();
        var output = module.call(input);
        CollectionAssert.AreEqual(OutputShape, output.shape);
        ModuleStates.AssertClose(Output, output.Values(), 1e-8);
        module.to(ScalarType.Float32);
        ModuleStates.AssertClose(Output, module.call(input.to(ScalarType.Float32)).Values(), 1e-3);
    }

    /// <summary>Gets the names of a module's state without the counters of batches, which the file leaves out.</summary>
    public static string[] NamesOf(nn.Module module) =>
        [.. module.state_dict().Keys.Where(name => !name.EndsWith(Counter, StringComparison.Ordinal))];

    /// <summary>Gives a module the weights of the closed form, in float64 and evaluation.</summary>
    public void Fill(nn.Module module)
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        module.to(ScalarType.Float64);
        module.eval();
        var state = module.state_dict();
        foreach (var (k, name) in StateNames.Index())
        {
            CollectionAssert.AreEqual(State[k][1].EnumerateArray().Select(size => size.GetInt64()).ToArray(), state[name].shape, name);
            state[name].copy_(Values(name, state[name], k));
        }
    }

    public Tensor CreateInput() => arange(Input.Aggregate((a, b) => a * b), ScalarType.Float64).mul(0.01).sin().reshape(Input);

    private static Tensor Values(string name, Tensor tensor, int k)
    {
        var s = arange(tensor.numel(), ScalarType.Float64).mul(0.7).add(0.3 * k).sin().reshape(tensor.shape);
        if (name.EndsWith("running_var", StringComparison.Ordinal))
            return s.abs().mul(0.5).add(1);
        if (tensor.shape.Length > 1)
            return s.mul(Math.Sqrt(2.0 * tensor.shape[0] / tensor.numel()));
        return name.EndsWith("weight", StringComparison.Ordinal) ? s.mul(0.1).add(1) : s.mul(0.1);
    }

    private sealed record Content(GoldenBackbone[] Cases);
}
