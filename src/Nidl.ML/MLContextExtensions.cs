using Microsoft.ML;

namespace Nidl.ML;

/// <summary>Adds self-supervised learning to <see cref="MLContext"/>.</summary>
public static class MLContextExtensions
{
    extension(MLContext context)
    {
        /// <summary>
        /// Gets the self-supervised methods. A program that loads a model touches this first: it makes the loader of embeddings known to the context.
        /// </summary>
        public SelfSupervisedCatalog SelfSupervised => new(context);
    }
}
