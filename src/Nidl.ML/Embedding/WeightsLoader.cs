using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>Copies weights into a network by name, all or none.</summary>
internal static class WeightsLoader
{
    /// <summary>Copies each tensor into the parameter or buffer of its name, converted to its type and device.</summary>
    /// <param name="module">The network; unchanged if anything does not fit.</param>
    /// <param name="weights">One tensor for each name in the network's state.</param>
    /// <exception cref="ModelFormatException">Names or shapes do not fit; the message lists all of them.</exception>
    public static void Load(nn.Module module, IReadOnlyDictionary<string, Tensor> weights)
    {
        var state = module.state_dict();
        var mismatches = FindMismatches(state, weights).ToList();
        if (mismatches.Count > 0)
            throw new ModelFormatException($"The weights must fit the network, but {string.Join("; ", mismatches)}.");
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        foreach (var (name, target) in state)
            target.copy_(weights[name]);
    }

    private static IEnumerable<string> FindMismatches(Dictionary<string, Tensor> state, IReadOnlyDictionary<string, Tensor> weights)
    {
        foreach (var name in state.Keys.Where(name => !weights.ContainsKey(name)))
            yield return $"'{name}' is missing";
        foreach (var name in weights.Keys.Where(name => !state.ContainsKey(name)))
            yield return $"'{name}' is unexpected";
        foreach (var (name, target) in state)
        {
            if (!weights.TryGetValue(name, out var weight))
                continue;
            if (!weight.shape.AsSpan().SequenceEqual(target.shape))
                yield return $"'{name}' has shape ({string.Join(", ", weight.shape)}) where ({string.Join(", ", target.shape)}) is needed";
            else if (weight.is_floating_point() != target.is_floating_point())
                yield return $"'{name}' is of type {weight.dtype} where {target.dtype} is needed";
        }
    }
}
