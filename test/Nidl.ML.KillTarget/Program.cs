using Microsoft.ML;
using Nidl.ML;
using Nidl.ML.Tests;

// Trains with checkpoints in the folder named by the argument, from the newest there, and writes each step and epoch it has done.
if (args is not [var folder])
{
    Console.Error.WriteLine("usage: Nidl.ML.KillTarget FOLDER");
    return 2;
}
KilledTraining.Fit(new MLContext(1), KilledTraining.Options with
{
    Checkpoints = KilledTraining.Checkpoints(folder),
    ResumeFrom = folder,
    Callbacks = [new CsvLog(Path.Combine(folder, "log.csv")), new Reporter()],
}).Dispose();
return 0;

internal sealed class Reporter : TrainingCallback
{
    public override void OnStepEnd(TrainingState state) => Console.WriteLine($"step {state.Step}");
}
