using Microsoft.ML;
using Nidl.ML;
using Nidl.ML.Tests;

// Trains with checkpoints in the folder, with or without a teacher and in the precision named by the arguments, from the newest there, and
// writes each step it has done.
if (args is not [var folder, var hasTeacher, var precision])
{
    Console.Error.WriteLine("usage: Nidl.ML.KillTarget FOLDER HASTEACHER PRECISION");
    return 2;
}
KilledTraining.Fit(new MLContext(1), (bool.Parse(hasTeacher) ? KilledTraining.WithTeacher : KilledTraining.Options) with
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
