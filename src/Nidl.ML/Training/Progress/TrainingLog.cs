using Microsoft.ML.Runtime;

namespace Nidl.ML;

/// <summary>Writes the training's lines into ML.NET's log, where <c>MLContext.Log</c> shows them.</summary>
internal sealed class TrainingLog(IChannel channel)
{
    public void Info(string line) => channel.Info(MessageSensitivity.None, "{0}", line);

    public void Warning(string line) => channel.Warning(MessageSensitivity.None, "{0}", line);
}
