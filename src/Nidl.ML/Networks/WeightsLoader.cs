using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>Copies weights into a network, of old or made for them, by name, all or none.</summary>
internal static class WeightsLoader
{
    /// <summary>Copies each tensor into the parameter or buffer of its name, converted to its type and device.</summary>
    /// <param name="module">The network; unchanged if anything does not fit.</param>
    /// <param name="weights">One tensor for each name in the network's state.</param>
    /// <exception cref="ModelFormatException">Names or shapes do not fit; the message lists all of them.</exception>
    public static void Load(nn.Module module, IReadOnlyDictionary<string, Tensor> weights) => Load(module.state_dict(), weights);

    /// <summary>
    /// Copies each tensor into the one of its name in a network's state, as <see cref="Load(nn.Module, IReadOnlyDictionary{string,
    /// Tensor})"/> does.
    /// </summary>
    /// <exception cref="ModelFormatException">Names or shapes do not fit; the message lists all of them.</exception>
    public static void Load(IReadOnlyDictionary<string, Tensor> state, IReadOnlyDictionary<string, Tensor> weights)
    {
        var mismatches = FindMismatches(state, weights).ToList();
        if (mismatches.Count > 0)
            throw new ModelFormatException($"The weights must fit the network, but {string.Join("; ", mismatches)}.");
        Copy(state.Keys, state, weights);
    }

    /// <summary>Copies what fits by name, shape and kind of type, and leaves the rest of the network as it is.</summary>
    /// <returns>The names that were copied, and what did not fit.</returns>
    public static (IReadOnlyList<string> Loaded, IReadOnlyList<string> Mismatches) LoadMatching(
        nn.Module module, IReadOnlyDictionary<string, Tensor> weights)
    {
        var state = module.state_dict();
        List<string> fitting = [
            .. state.Keys.Where(name => weights.TryGetValue(name, out var weight) && Mismatch(name, state[name], weight) is null)];
        Copy(fitting, state, weights);
        return (fitting, [.. FindMismatches(state, weights)]);
    }

    /// <summary>Creates a network with weights, on a device; the caller owns it.</summary>
    /// <exception cref="ModelFormatException">Names or shapes do not fit; the message lists all of them.</exception>
    public static TModule Create<TModule>(Func<TModule> create, IReadOnlyDictionary<string, Tensor> weights, Device device)
        where TModule : nn.Module
    {
        using var scope = NewDisposeScope();
        var module = DefaultGenerator.Lend(0, create);
        try
        {
            ModuleBuffers.MoveTo(module, device);
            Load(module, weights);
            scope.Detach(module.parameters().Concat(module.buffers()));
            return module;
        }
        catch
        {
            module.Dispose();
            throw;
        }
    }

    private static void Copy(
        IEnumerable<string> names, IReadOnlyDictionary<string, Tensor> state, IReadOnlyDictionary<string, Tensor> weights)
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        foreach (var name in names)
            state[name].copy_(weights[name]);
    }

    private static IEnumerable<string> FindMismatches(
        IReadOnlyDictionary<string, Tensor> state, IReadOnlyDictionary<string, Tensor> weights)
    {
        foreach (var name in state.Keys.Where(name => !weights.ContainsKey(name)))
            yield return $"'{name}' is missing";
        foreach (var name in weights.Keys.Where(name => !state.ContainsKey(name)))
            yield return $"'{name}' is unexpected";
        foreach (var (name, target) in state)
            if (weights.TryGetValue(name, out var weight) && Mismatch(name, target, weight) is { } mismatch)
                yield return mismatch;
    }

    private static string? Mismatch(string name, Tensor target, Tensor weight)
    {
        if (!weight.shape.AsSpan().SequenceEqual(target.shape))
            return $"'{name}' has shape ({string.Join(", ", weight.shape)}) where ({string.Join(", ", target.shape)}) is needed";
        return weight.is_floating_point() == target.is_floating_point()
            ? null
            : $"'{name}' is of type {weight.dtype} where {target.dtype} is needed";
    }
}
