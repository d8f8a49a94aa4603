using System.Text.Json.Nodes;

namespace Nidl.ML;

/// <summary>Checks that the processes of a group do the same training.</summary>
internal static class ProcessAgreement
{
    /// <exception cref="InvalidOperationException">Options, rows or the checkpoint to resume from differ.</exception>
    public static void Check(TrainingOptions options, IBatchSource training, Checkpoint? resumed)
    {
        var processes = options.Processes;
        if (processes.Size == 1)
            return;
        RequireEqual("options", processes.Exchange(OptionsNote.ForManifest(options).ToString()), Differences);
        var checkpoint = resumed is null ? "none" : $"that of step {resumed.Manifest.Position.Step}";
        RequireEqual("checkpoint to resume from", processes.Exchange(checkpoint));
        if (options.RowsPerProcess == RowsPerProcess.All)
            RequireEqual("rows unless RowsPerProcess is Own", processes.Exchange(DataFingerprint.Of(training)));
    }

    private static void RequireEqual(string what, string[] ofProcesses, Func<string, string, string>? describe = null)
    {
        if (Array.FindIndex(ofProcesses, text => text != ofProcesses[0]) is not (>= 0 and var other))
            return;
        string Describe(int process, int from) => describe?.Invoke(ofProcesses[process], ofProcesses[from]) ?? ofProcesses[process];
        throw new InvalidOperationException(
            $"Every process must train with the same {what}, but process {other} has {Describe(other, 0)} and process "
            + $"0 has {Describe(0, other)}.");
    }

    private static string Differences(string options, string others)
    {
        var (own, other) = (JsonNode.Parse(options)!.AsObject(), JsonNode.Parse(others)!.AsObject());
        return string.Join(", ", own.Where(option => !JsonNode.DeepEquals(option.Value, other[option.Key]))
            .Select(option => $"{option.Key} {option.Value?.ToJsonString() ?? "null"}"));
    }
}
