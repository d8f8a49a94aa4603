using System.Reflection;
using Microsoft.ML;

namespace Nidl.ML;

/// <summary>Loads ML.NET's model files; whatever is wrong with one comes as a <see cref="ModelFormatException"/> that names it.</summary>
internal static class ModelFile
{
    /// <summary>Loads a model whose parts may be embeddings.</summary>
    /// <param name="context">The context.</param>
    /// <param name="stream">The file; it can seek.</param>
    /// <param name="name">What the file is called in messages.</param>
    /// <param name="schema">The schema of the model's input; without columns if the file has none.</param>
    /// <exception cref="ModelFormatException">The file cannot be read.</exception>
    public static ITransformer Load(MLContext context, Stream stream, string name, out DataViewSchema schema)
    {
        try
        {
            ModelArchive.Check(stream);
            var model = context.Model.Load(stream, out var saved);
            schema = saved ?? new DataViewSchema.Builder().ToSchema();
            return model;
        }
        // Whatever ML.NET's reader makes of bytes that were not checked, running out of memory at an announced size included.
        catch (Exception failure)
        {
            throw Describe(name, failure);
        }
    }

    /// <summary>
    /// Creates the exception that names the file and the cause of a failure, ours where there is one among its wrappings.
    /// </summary>
    public static ModelFormatException Describe(string name, Exception failure)
    {
        for (var cause = failure; cause is not null; cause = cause.InnerException)
            if (cause is ModelFormatException ours)
                return new($"The model {name} cannot be loaded: {ours.Message}", ours);
        while (failure is TargetInvocationException { InnerException: { } inner })
            failure = inner;
        return new($"The model {name} cannot be loaded: ML.NET's reader failed with {failure.GetType().Name}: {failure.Message}", failure);
    }
}
