using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace Nidl.ML.Tests;

/// <summary>Collects the lines that Nidl.ML writes into a context's log.</summary>
internal sealed class LogLines
{
    private readonly List<(ChannelMessageKind Kind, string Text)> _lines = [];

    public LogLines(MLContext context, string method = "SimCLR") => context.Log += (_, message) =>
    {
        lock (_lines)
        {
            if (message.Source.Contains(method, StringComparison.Ordinal)
                && message.Kind is ChannelMessageKind.Info or ChannelMessageKind.Warning)
                _lines.Add((message.Kind, message.RawMessage));
        }
    };

    public IReadOnlyList<string> Infos => Of(ChannelMessageKind.Info);

    public IReadOnlyList<string> Warnings => Of(ChannelMessageKind.Warning);

    private string[] Of(ChannelMessageKind kind) => [.. _lines.Where(line => line.Kind == kind).Select(line => line.Text)];
}
