// Few labels, many rows: pre-trains an encoder on all rows without labels, searches the best probe on the few labeled ones, saves both as
// one model, and starts itself again to load the model and predict.
// --help tells the arguments.
using System.CommandLine;
using System.Diagnostics;
using FewLabels;
using Microsoft.ML;
using Microsoft.ML.Runtime;

var dataSets = new Argument<string[]>("data-set") { Description = "what to train on [default: both]", Arity = ArgumentArity.ZeroOrMore };
dataSets.AcceptOnlyFromAmong("tabular", "image");
var small = new Option<bool>("--small") { Description = "a run of seconds, for a check" };
var modelFile = new Argument<string>("model") { Description = "the model file" };
var modelData = new Argument<string>("data-set") { Description = "the data set that the model was trained on" };
modelData.AcceptOnlyFromAmong("tabular", "image");

var predict = new Command("predict", "Loads a model and predicts some test rows: what the second process does.") { modelFile, modelData };
predict.SetAction(result =>
    Consumer.Predict(result.GetRequiredValue(modelFile), DataSet.Create(result.GetRequiredValue(modelData), isSmall: false)));
var train = new RootCommand(
    "Pre-trains without labels, searches the best probe on few labeled rows, saves both, and predicts in a second process.")
{
    dataSets, small, predict,
};
train.SetAction(result => Train(result.GetValue(dataSets) is { Length: > 0 } names ? names : ["tabular", "image"], result.GetValue(small)));
return train.Parse(args).Invoke();

static int Train(string[] names, bool isSmall)
{
    foreach (var dataSet in names.Select(name => DataSet.Create(name, isSmall)))
    {
        var path = Path.Combine(Path.GetTempPath(), $"few-labels-{dataSet.Name}-{Environment.ProcessId}.zip");
        try
        {
            var ml = new MLContext(seed: 1);
            ml.Log += (_, entry) =>
            {
                if (entry.Kind == ChannelMessageKind.Info
                    && (entry.Source.StartsWith("Probe", StringComparison.Ordinal)
                        || entry.Source.StartsWith("SimCLR", StringComparison.Ordinal)))
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
}

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
