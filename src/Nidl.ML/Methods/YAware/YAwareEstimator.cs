using Microsoft.ML;

namespace Nidl.ML;

/// <summary>
/// Trains an encoder by y-Aware contrastive learning (Dufumier et al. 2021, arXiv:2106.08808): as SimCLR, but rows with similar auxiliary
/// variables (age, sex, angle) attract each other too, by the weight that a kernel gives them.
/// </summary>
/// <remarks>The auxiliary columns are needed by <c>Fit</c> alone; the fitted transformer looks at the features only.</remarks>
public sealed class YAwareEstimator : SelfSupervisedEstimator<YAwareOptions>
{
    internal YAwareEstimator(MLContext context, string outputColumnName, string? inputColumnName, YAwareOptions options)
        : base(context, outputColumnName, inputColumnName, options) => options.Checked();

    /// <inheritdoc/>
    protected override IReadOnlyList<string> AuxiliaryColumnNames => Options.AuxiliaryColumnNames;

    /// <inheritdoc/>
    protected override Objective CreateObjective() => new YAwareObjective(Options);

    private protected override IRowPart BindAuxiliary(DataViewSchema schema)
    {
        var variables = AuxiliaryVariables.Bind(schema, AuxiliaryColumnNames, Options.MissingValues);
        YAwareObjective.CheckBandwidth(Options, variables);
        return variables;
    }
}
