// Few labels, many rows: pre-trains an encoder on all rows without labels, searches the best probe on the few labelled ones, saves both as one
// model, and starts itself again to load the model and predict.
//   FewLabels [tabular|image] [--small]     both data sets by default; --small is a run of seconds
//   FewLabels predict MODEL tabular|image   what the second process does
using System.Diagnostics;
using FewLabels;
using Microsoft.ML;
using Microsoft.ML.Runtime;

if (args is ["predict", var model, var name])
    return Consumer.Predict(model, DataSet.Create(name, isSmall: false));
if (args.Any(argument => argument is not ("tabular" or "image" or "--small")))
{
    Console.Error.WriteLine("usage: FewLabels [tabular|image] [--small]\n       FewLabels predict MODEL tabular|image");
    return 2;
}

string[] names = [.. args.Where(argument => !argument.StartsWith('-'))];
foreach (var dataSet in (names.Length == 0 ? ["tabular", "image"] : names).Select(name => DataSet.Create(name, args.Contains("--small"))))
{
    var path = Path.Combine(Path.GetTempPath(), $"few-labels-{dataSet.Name}-{Environment.ProcessId}.zip");
    try
    {
        var ml = new MLContext(seed: 1);
        ml.Log += (_, entry) =>
        {
            if (entry.Kind == ChannelMessageKind.Info && (entry.Source.StartsWith("Probe", StringComparison.Ordinal) || entry.Source.StartsWith("SimCLR", StringComparison.Ordinal)))
                Console.WriteLine($"  {entry.RawMessage}");
        };
        Trainer.Train(ml, dataSet, path);
        if (StartAgain("predict", path, dataSet.Name) is not 0 and var failure)
            return failure;
    }
    finally
    {
        File.Delete(path);
    }
}
return 0;

// The same program, in a process that has trained nothing.
static int StartAgain(params string[] arguments)
{
    var start = new ProcessStartInfo(Environment.ProcessPath!) { UseShellExecute = false };
    if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet")
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "FewLabels.dll"));
    foreach (var argument in arguments)
        start.ArgumentList.Add(argument);
    using var process = Process.Start(start)!;
    process.WaitForExit();
    return process.ExitCode;
}
