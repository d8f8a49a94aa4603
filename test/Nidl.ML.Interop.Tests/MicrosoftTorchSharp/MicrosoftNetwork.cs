using System.Diagnostics;
using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.ML.TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Interop.Tests.MicrosoftTorchSharp;

/// <summary>
/// A network of Microsoft.ML.TorchSharp, or a part of one. Most are internal, and the trainers fetch weights from the internet before they
/// use them: so they are made and called by reflection.
/// </summary>
/// <param name="Type">The type's name.</param>
/// <param name="Create">Gets the arguments of its constructor, without optional ones at the end.</param>
/// <param name="Input">Gets the arguments of its forward pass, likewise.</param>
internal sealed record MicrosoftNetwork(string Type, Func<object?[]> Create, Func<object?[]> Input)
{
    private const BindingFlags Members = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;
    private const int PadIndex = 1;

    private static readonly Assembly s_assembly = typeof(TorchSharpCatalog).Assembly;

    /// <summary>The networks as the trainers make them, each followed by its parts, in the order of the document's table.</summary>
    public static readonly IReadOnlyList<MicrosoftNetwork> All =
    [
        new("ModelForPrediction", () => [Options("TextClassificationTrainer+TextClassificationOptions"), PadIndex, 50, 3], () => [Words]),
        new("NerModel", () => [Options("NerTrainer+NerOptions"), PadIndex, 50, 3], () => [Words]),
        new("PredictionHead", () => [8, 3, 0.1], () => [randn(2, 4, 8)]),
        new("SequenceLabelHead", () => [8, 3, 0.1], () => [randn(2, 4, 8)]),
        new("RobertaModelForQA", () => [Options("QATrainer+Options")], () => [Words.to(ScalarType.Int32)]),
        new("RobertaEncoder",
            () => [2, 2, 50L, 8L, 8L, 8L, 16L, 16L, 2L, 1e-12, 0.1, 0.1, 0.1, 0.1],
            () => [Words, arange(4).expand(2, 4), zeros(2, 4, ScalarType.Int64), zeros(2, 1, 1, 4)]),
        new("AutoFormerV2", () => [3, Widths, new List<int> { 2, 2, 6, 2 }, Heads, CPU], () => [randn(1, 3, 64, 64)]),
        new("AutoFormerV2Backbone", () => [3, Widths, null, Heads], () => [randn(1, 3, 64, 64)]),
        new("FPN", () => [Widths[1..]], () => [Levels(Widths[1..])]),
        new("RetinaHead", () => [3], () => [Levels([256, 256, 256, 256, 256])]),
        new("Anchors", () => [], () => [randn(1, 3, 64, 64)]),
        new("FocalLoss", () => [], () => [rand(1, 2, 3), randn(1, 2, 4), Boxes, cat([Boxes, zeros(1, 2, 1)], dim: 2).to(ScalarType.Int64)]),
    ];

    private static List<int> Widths => [64, 128, 256, 448];

    private static List<int> Heads => [2, 4, 8, 14];

    // A beginning, a word, an end, which the question answerer looks for, and another word.
    private static Tensor Words => tensor(new long[] { 0, 5, 2, 6, 0, 7, 2, 8 }).reshape(2, 4);

    private static Tensor Boxes => tensor(new float[] { 0, 0, 8, 8, 4, 4, 12, 12 }).reshape(1, 2, 4);

    /// <summary>Makes the network and runs it forward, without dropout.</summary>
    /// <returns>What becomes of it in the document's words: "runs", or what is thrown and where in the package.</returns>
    public string Run()
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        try
        {
            using var network = Make();
            network.eval();
            var outputs = Tensors(Forward(network)).ToArray();
            Assert.IsNotEmpty(outputs);
            return outputs.All(output => isfinite(output).all().item<bool>()) ? "runs" : "gives values that are not finite";
        }
        catch (Exception failure) when (failure is InvalidOperationException or MissingMethodException)
        {
            return $"`{failure.GetType().Name}` in `{PlaceOf(failure)}`";
        }
    }

    private nn.Module Make()
    {
        var constructor = TypeOf(Type).GetConstructors(Members).Single();
        return (nn.Module)constructor.Invoke(BindingFlags.DoNotWrapExceptions, null, Complete(constructor, Create()), null);
    }

    private object? Forward(nn.Module network)
    {
        var methods = network.GetType().GetMethods(Members | BindingFlags.DeclaredOnly);
        var forward = methods.Single(method => method.Name is "forward" or "call");
        return forward.Invoke(network, BindingFlags.DoNotWrapExceptions, null, Complete(forward, Input()), null);
    }

    private static Type TypeOf(string name) => s_assembly.GetTypes().Single(type => type.FullName!.Split('.')[^1] == name);

    private static object Options(string name) => Activator.CreateInstance(TypeOf(name))!;

    private static object?[] Complete(MethodBase method, object?[] arguments) =>
        [.. arguments, .. method.GetParameters().Skip(arguments.Length).Select(parameter => parameter.DefaultValue)];

    // Each half as wide as the one before.
    private static List<Tensor> Levels(IEnumerable<int> channels) =>
        [.. channels.Select((count, level) => randn(1, count, 16 >> level, 16 >> level))];

    private static IEnumerable<Tensor> Tensors(object? output) => output switch
    {
        Tensor tensor => [tensor],
        ITuple tuple => Enumerable.Range(0, tuple.Length).SelectMany(i => Tensors(tuple[i])),
        _ => (IEnumerable<Tensor>)output!,
    };

    // The innermost member of the package.
    private static string PlaceOf(Exception failure)
    {
        var methods = new StackTrace(failure).GetFrames().Select(frame => frame.GetMethod()!);
        var place = methods.First(method => method.Module.Assembly == s_assembly);
        return $"{place.DeclaringType!.Name}.{place.Name}";
    }
}
