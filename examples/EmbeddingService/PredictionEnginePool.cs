using System.Collections.Concurrent;
using Microsoft.ML;
using Nidl.ML;

namespace EmbeddingService;

/// <summary>
/// Lends prediction engines over one model, since an engine serves one thread at a time. The package Microsoft.Extensions.ML has a pool
/// that also watches the model file; this one needs no package.
/// </summary>
public sealed class PredictionEnginePool : IDisposable
{
    private readonly MLContext _ml = new();
    private readonly ITransformer _model;
    private readonly ConcurrentBag<PredictionEngine<ModelInput, ModelOutput>> _idle = [];

    /// <summary>Loads the model.</summary>
    /// <param name="path">The model file.</param>
    public PredictionEnginePool(string path) => _model = _ml.SelfSupervised.LoadModel(path, out _);

    /// <summary>Predicts, on the calling thread, with an engine that nobody else uses meanwhile.</summary>
    public ModelOutput Predict(ModelInput input)
    {
        if (!_idle.TryTake(out var engine))
            engine = Create();
        var output = engine.Predict(input);
        // An engine whose prediction has thrown is not lent again.
        _idle.Add(engine);
        return output;
    }

    /// <summary>Releases the engines, then the model.</summary>
    public void Dispose()
    {
        while (_idle.TryTake(out var engine))
            engine.Dispose();
        (_model as IDisposable)?.Dispose();
    }

    // The engines share the model, so none of them owns it.
    private PredictionEngine<ModelInput, ModelOutput> Create() =>
        _ml.Model.CreatePredictionEngine<ModelInput, ModelOutput>(_model, new PredictionEngineOptions { OwnsTransformer = false });
}
