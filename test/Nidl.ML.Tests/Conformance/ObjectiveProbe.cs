using Nidl.ML.Tests.Encoders;
using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Tests.Conformance;

/// <summary>Looks at what an objective gives to the training: its head and its loss on fixed projections.</summary>
internal static class ObjectiveProbe
{
    /// <summary>The head's state over embeddings of 6, a line for each entry: name and shape.</summary>
    public static string[] Head(Objective objective)
    {
        using var head = objective.ProjectionHead.CreateModule(6);
        return [.. head.state_dict().Select(entry => $"{entry.Key} ({string.Join(", ", entry.Value.shape)})")];
    }

    /// <summary>The loss and both gradients, one after the other, on four fixed pairs of projections.</summary>
    public static double[] Loss(Objective objective, Tensor? labels = null) =>
        Loss((z1, z2) => objective.Loss(new([z1, z2], [], labels, 0)));

    /// <inheritdoc cref="Loss(Objective, Tensor?)"/>
    public static double[] Loss(Func<Tensor, Tensor, Tensor> loss)
    {
        using var scope = NewDisposeScope();
        using var random = new RandomSource(CPU, 5);
        var z1 = random.Normal([4, 3]).requires_grad_();
        var z2 = random.Normal([4, 3]).requires_grad_();
        var value = loss(z1, z2);
        value.backward();
        return [value.ToDouble(), .. z1.grad!.Values(), .. z2.grad!.Values()];
    }
}
