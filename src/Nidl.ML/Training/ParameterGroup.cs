using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>Parameters that share a weight decay.</summary>
/// <param name="Name">The group's name: <c>backbone</c>, <c>backbone_no_decay</c>, <c>head</c> or <c>head_no_decay</c>, as in nidl.</param>
/// <param name="Parameters">The parameters.</param>
/// <param name="WeightDecay">Their weight decay.</param>
internal sealed record ParameterGroup(string Name, IReadOnlyList<Parameter> Parameters, double WeightDecay)
{
    /// <summary>Splits the parameters of encoder and head into groups; empty groups are left out.</summary>
    /// <param name="encoder">The encoder.</param>
    /// <param name="head">The projection head.</param>
    /// <param name="weightDecay">The weight decay of what decays.</param>
    /// <param name="excludeBiasAndNorm">Whether parameters of rank 0 and 1 (biases, scales and shifts of norms) do not decay.</param>
    public static IReadOnlyList<ParameterGroup> Split(nn.Module encoder, nn.Module head, double weightDecay, bool excludeBiasAndNorm) =>
        [.. Split("backbone", encoder, weightDecay, excludeBiasAndNorm), .. Split("head", head, weightDecay, excludeBiasAndNorm)];

    private static IEnumerable<ParameterGroup> Split(string name, nn.Module module, double weightDecay, bool excludeBiasAndNorm)
    {
        var decays = module.parameters().ToLookup(parameter => !excludeBiasAndNorm || parameter.dim() > 1);
        ParameterGroup[] groups = [new(name, [.. decays[true]], weightDecay), new(name + "_no_decay", [.. decays[false]], 0)];
        return groups.Where(group => group.Parameters.Count > 0);
    }
}
