using Microsoft.ML;

namespace Nidl.ML;

/// <summary>Adds the report of a training to <see cref="SelfSupervisedCatalog"/>.</summary>
public static class ReportCatalog
{
    /// <summary>
    /// Writes what a training came to into one HTML file that needs nothing else, not even a network: loss and learning rate by epoch,
    /// augmented views of real rows as the encoder saw them, the embeddings on a plane (their first two principal components), accuracies
    /// if given, settings, versions, device and seconds. Equal input gives an equal file.
    /// </summary>
    /// <param name="catalog">The catalog, <c>mlContext.SelfSupervised</c>.</param>
    /// <param name="path">The file; it is replaced if it exists, and its folder is created if it does not.</param>
    /// <param name="transformer">The trained encoder, as <c>Fit</c> gave it or loaded.</param>
    /// <param name="view">Rows with the transformer's input column, at least one.</param>
    /// <param name="options">The options; null means the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of a type that cannot be used.</exception>
    /// <exception cref="ArgumentException">The view has no rows, or the training options given do not fit them.</exception>
    /// <exception cref="InvalidOperationException">A shown row has a value that is not finite.</exception>
    public static void Report(
        this SelfSupervisedCatalog catalog, string path, EmbeddingTransformer transformer, IDataView view, ReportOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(transformer);
        ArgumentNullException.ThrowIfNull(view);
        var page = ReportPage.Create(transformer, view, options ?? new ReportOptions());
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder)
            Directory.CreateDirectory(folder);
        File.WriteAllText(path, page);
    }
}
