using Microsoft.ML;

namespace Nidl.ML;

/// <summary>Adds the loading of models to <see cref="SelfSupervisedCatalog"/>.</summary>
public static class ModelFileCatalog
{
    /// <summary>Loads a model that was saved by <c>mlContext.Model.Save</c> and has embeddings among its parts.</summary>
    /// <param name="catalog">The catalog, <c>mlContext.SelfSupervised</c>.</param>
    /// <param name="path">The file.</param>
    /// <param name="schema">The schema of the model's input; without columns if the model was saved without one.</param>
    /// <returns>The model; dispose it, if it is an <see cref="IDisposable"/>, to release the networks in it.</returns>
    /// <remarks>
    /// The networks go to the context's <see cref="MLContext.GpuDeviceId"/> (the CPU if it is not there and <see
    /// cref="MLContext.FallbackToCpu"/> is set), else to CUDA if there is one, else to the CPU. Our parts of the file are data alone and
    /// are checked before memory is taken for them; ML.NET's parts are read by ML.NET, which loads the assemblies that they name: load
    /// models of others only if you trust them.
    /// </remarks>
    /// <exception cref="ModelFormatException">
    /// The file is malformed, too new, or needs an encoder that is not registered; the message names file and cause. A failure of ML.NET's
    /// own reader is the inner exception.
    /// </exception>
    /// <exception cref="IOException">The file is not there or cannot be opened.</exception>
    /// <exception cref="InvalidOperationException">The context's GPU is not there.</exception>
    /// <exception cref="DllNotFoundException">The native library is missing or cannot be loaded; the message says what to do.</exception>
    public static ITransformer LoadModel(this SelfSupervisedCatalog catalog, string path, out DataViewSchema schema)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ComputeDevice.Resolve(null, catalog.Context);
        using var stream = File.OpenRead(path);
        return ModelFile.Load(catalog.Context, stream, $"file '{path}'", out schema);
    }

    /// <summary>
    /// Loads a model that was saved by <c>mlContext.Model.Save</c> and has embeddings among its parts, as <see
    /// cref="LoadModel(SelfSupervisedCatalog, string, out DataViewSchema)"/> does.
    /// </summary>
    /// <param name="catalog">The catalog, <c>mlContext.SelfSupervised</c>.</param>
    /// <param name="stream">The file from its start; it must be able to seek, and stays open.</param>
    /// <param name="schema">The schema of the model's input; without columns if the model was saved without one.</param>
    /// <returns>The model; dispose it, if it is an <see cref="IDisposable"/>, to release the networks in it.</returns>
    /// <exception cref="ArgumentException">The stream cannot be read or cannot seek.</exception>
    /// <exception cref="ModelFormatException">
    /// The file is malformed, too new, or needs an encoder that is not registered. A failure of ML.NET's own reader is the inner exception.
    /// </exception>
    /// <exception cref="InvalidOperationException">The context's GPU is not there.</exception>
    /// <exception cref="DllNotFoundException">The native library is missing or cannot be loaded; the message says what to do.</exception>
    public static ITransformer LoadModel(this SelfSupervisedCatalog catalog, Stream stream, out DataViewSchema schema)
    {
        ArgumentNullException.ThrowIfNull(stream);
        if (!stream.CanRead || !stream.CanSeek)
            throw new ArgumentException(
                "LoadModel needs a stream that can be read and can seek, but one that cannot was given; "
                + "copy it into a MemoryStream or a file.", nameof(stream));
        ComputeDevice.Resolve(null, catalog.Context);
        return ModelFile.Load(catalog.Context, stream, stream is FileStream file ? $"file '{file.Name}'" : "stream", out schema);
    }
}
