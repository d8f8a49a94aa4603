using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>Parameters that share a weight decay.</summary>
/// <param name="Name">
/// The group's name: <c>backbone</c>, <c>backbone_no_decay</c>, <c>head</c> or <c>head_no_decay</c>, as in nidl; <c>loss</c> or
/// <c>loss_no_decay</c> for what is learned beside the loss, for example a predictor.
/// </param>
/// <param name="Parameters">The parameters.</param>
/// <param name="WeightDecay">Their weight decay.</param>
public sealed record ParameterGroup(string Name, IReadOnlyList<Parameter> Parameters, double WeightDecay)
{
    private static readonly string[] _tokens = ["class_token", "cls_token", "pos_embed", "position_embed"];

    /// <summary>Splits the parameters of a network into groups; empty groups and parameters without a gradient are left out.</summary>
    /// <param name="encoder">The encoder.</param>
    /// <param name="head">The projection head.</param>
    /// <param name="weightDecay">The weight decay of what decays.</param>
    /// <param name="excludeBiasAndNorm">Whether some parameters do not decay.</param>
    /// <param name="exclusion">Which.</param>
    /// <param name="lossModule">The module of the loss's side; null if there is none.</param>
    internal static IReadOnlyList<ParameterGroup> Split(
        nn.Module encoder, nn.Module head, double weightDecay, bool excludeBiasAndNorm,
        WeightDecayExclusion exclusion = WeightDecayExclusion.RankAndTokens,
        nn.Module? lossModule = null)
    {
        bool Decays(string name, Parameter parameter) => !excludeBiasAndNorm || !IsExcluded(name, parameter, exclusion);
        IEnumerable<ParameterGroup> ofLoss = lossModule is null ? [] : Split("loss", lossModule, weightDecay, Decays);
        return [.. Split("backbone", encoder, weightDecay, Decays), .. Split("head", head, weightDecay, Decays), .. ofLoss];
    }

    private static IEnumerable<ParameterGroup> Split(
        string name, nn.Module module, double weightDecay, Func<string, Parameter, bool> decays)
    {
        var parameters = module.named_parameters()
            .Where(entry => entry.parameter.requires_grad)
            .ToLookup(entry => decays(entry.name, entry.parameter), entry => entry.parameter);
        ParameterGroup[] groups = [new(name, [.. parameters[true]], weightDecay), new(name + "_no_decay", [.. parameters[false]], 0)];
        return groups.Where(group => group.Parameters.Count > 0);
    }

    private static bool IsExcluded(string name, Parameter parameter, WeightDecayExclusion exclusion) =>
        parameter.dim() <= 1
        || (exclusion == WeightDecayExclusion.RankAndTokens
            && _tokens.Any(token => name.Contains(token, StringComparison.OrdinalIgnoreCase)));
}
