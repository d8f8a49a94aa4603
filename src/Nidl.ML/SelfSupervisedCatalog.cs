using System.Runtime.CompilerServices;
using Microsoft.ML;

namespace Nidl.ML;

/// <summary>
/// The self-supervised methods, as estimators for ML.NET's pipelines: <c>mlContext.SelfSupervised</c>. What it offers are extension
/// methods, so that other packages can add theirs.
/// </summary>
public sealed class SelfSupervisedCatalog
{
    private static readonly ConditionalWeakTable<MLContext, SelfSupervisedCatalog> _catalogs = [];

    private SelfSupervisedCatalog(MLContext context) => Context = context;

    /// <summary>Gets the context whose log, random stream and GPU settings are used.</summary>
    public MLContext Context { get; }

    /// <summary>Gets the catalog of a context, which is the same each time.</summary>
    internal static SelfSupervisedCatalog Of(MLContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return _catalogs.GetValue(context, static of => new(of));
    }
}
