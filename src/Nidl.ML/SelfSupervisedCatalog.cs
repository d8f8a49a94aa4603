using Microsoft.ML;

namespace Nidl.ML;

/// <summary>The self-supervised methods, as estimators for ML.NET's pipelines: <c>mlContext.SelfSupervised</c>.</summary>
public sealed partial class SelfSupervisedCatalog
{
    private readonly MLContext _context;

    /// <summary>Creates the catalog of a context; C# reaches it as <c>mlContext.SelfSupervised</c>.</summary>
    /// <param name="context">The context whose log, random stream and GPU settings are used.</param>
    public SelfSupervisedCatalog(MLContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        _context = context;
    }
}
