using System.Text.Json;
using System.Text.Json.Serialization;

namespace Nidl.ML;

/// <summary>
/// Writes a JSON object for each epoch on a line of its own (JSON Lines) into a file: <c>epoch</c>, <c>steps</c>, <c>loss</c>,
/// <c>learningRate</c>, <c>seconds</c>, <c>rowsPerSecond</c>, <c>validationLoss</c> (null without validation). The file is replaced when a
/// training starts, flushed to disk after every epoch, and holds the earlier epochs of a resumed training too.
/// </summary>
/// <remarks>A value that is not finite is written as a string, <c>"NaN"</c>. One training at a time.</remarks>
public sealed class JsonLinesLog : TrainingCallback
{
    private static readonly JsonSerializerOptions _json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    private readonly EpochFile _file;

    /// <summary>Creates the log.</summary>
    /// <param name="path">The file; its folder is created.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty.</exception>
    public JsonLinesLog(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        _file = new EpochFile(path, header: null, epoch => JsonSerializer.Serialize(epoch, _json));
    }

    /// <inheritdoc/>
    public override void OnFitStart(TrainingState state) => _file.Begin(state.Epochs);

    /// <inheritdoc/>
    public override void OnEpochEnd(TrainingState state) => _file.Append(state.Epochs[^1]);
}
