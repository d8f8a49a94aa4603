using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace EmbeddingService;

/// <summary>A request: the pixels of one image, <see cref="ModelInput.Pixels"/> gray values in [0, 1], row by row.</summary>
public sealed record ImageRequest(float[]? Image);

/// <summary>An answer: the class, 0 to 9, and the probability of each class.</summary>
public sealed record ClassAnswer(uint Class, float[] Probabilities);

/// <summary>An answer: the embedding.</summary>
public sealed record EmbeddingAnswer(float[] Embedding);

/// <summary>Serves a model on the loopback address.</summary>
public static class Service
{
    /// <summary>Loads the model and builds the application; run or start it.</summary>
    /// <param name="modelPath">The model file.</param>
    /// <param name="port">The port; 0 takes a free one.</param>
    public static WebApplication Create(string modelPath, int port)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.ConfigureKestrel(options => options.Listen(IPAddress.Loopback, port));
        // Made here, so that a model that cannot be loaded ends the program and not the first request; made by a factory, so that the
        // application disposes it.
        var pool = new PredictionEnginePool(modelPath);
        builder.Services.AddSingleton(_ => pool);
        var app = builder.Build();
        app.MapPost("/classify", (ImageRequest request, PredictionEnginePool engines) =>
            Answer(request, engines, output => new ClassAnswer(output.PredictedLabel, output.Score)));
        app.MapPost("/embed", (ImageRequest request, PredictionEnginePool engines) =>
            Answer(request, engines, output => new EmbeddingAnswer(output.Embedding)));
        return app;
    }

    private static IResult Answer<T>(ImageRequest request, PredictionEnginePool engines, Func<ModelOutput, T> read)
    {
        if (request.Image is not { Length: ModelInput.Pixels } image)
            return Results.BadRequest($"'image' must have {ModelInput.Pixels} values, but {request.Image?.Length ?? 0} were given.");
        return Results.Ok(read(engines.Predict(new ModelInput { Image = image })));
    }
}
