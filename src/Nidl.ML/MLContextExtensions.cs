using Microsoft.ML;

namespace Nidl.ML;

/// <summary>Adds self-supervised learning to <see cref="MLContext"/>.</summary>
public static class MLContextExtensions
{
    extension(MLContext context)
    {
        /// <summary>Gets the self-supervised methods.</summary>
        public SelfSupervisedCatalog SelfSupervised => SelfSupervisedCatalog.Of(context);
    }
}
