using Microsoft.ML;
using Nidl.ML;
using Nidl.ML.Tests;

// Trains with checkpoints in the folder and the precision named by the arguments, from the newest there, and writes each step it has done.
if (args is not [var folder, var precision])
{
    Console.Error.WriteLine("usage: Nidl.ML.KillTarget FOLDER PRECISION");
    return 2;
}
KilledTraining.Fit(new MLContext(1), KilledTraining.Options with
{
    Checkpoints = KilledTraining.Checkpoints(folder),
    ResumeFrom = folder,
    Precision = Enum.Parse<Precision>(precision),
    Callbacks = [new CsvLog(Path.Combine(folder, "log.csv")), new Reporter()],
}).Dispose();
return 0;

internal sealed class Reporter : TrainingCallback
{
    public override void OnStepEnd(TrainingState state) => Console.WriteLine($"step {state.Step}");
}
