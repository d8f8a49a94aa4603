using Microsoft.ML;

namespace Nidl.ML;

/// <summary>
/// Trains an encoder by supervised contrastive learning (Khosla et al. 2020, arXiv:2004.11362): as SimCLR, but all rows of a class attract
/// each other.
/// </summary>
/// <remarks>The column of classes is needed by <c>Fit</c> alone; the fitted transformer looks at the features only.</remarks>
public sealed class SupConEstimator : SelfSupervisedEstimator<SupConOptions>
{
    internal SupConEstimator(MLContext context, string outputColumnName, string? inputColumnName, SupConOptions options)
        : base(context, outputColumnName, inputColumnName, options)
    {
    }

    /// <inheritdoc/>
    protected override Objective CreateObjective() => new SupConObjective(Options);

    private protected override void CheckAuxiliary(SchemaShape inputSchema) => ClassColumn.Check(inputSchema, Options.LabelColumnName);

    private protected override IRowPart BindAuxiliary(DataViewSchema schema)
    {
        ClassColumn.Check(schema, Options.LabelColumnName);
        return AuxiliaryVariables.BindClass(schema, Options.LabelColumnName, Options.MissingValues);
    }
}
