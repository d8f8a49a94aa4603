using Microsoft.ML;

namespace Nidl.ML.Tests.Documentation;

internal static class TrainingSample
{
    public static void ThatCanBeStartedAgain(MLContext ml, IDataView data)
    {
        #region docs/training.md
        using var stop = new CancellationTokenSource();
        Console.CancelKeyPress += (_, key) =>
        {
            key.Cancel = true;      // do not end the process, but the training
            stop.Cancel();
        };
        var options = new SimClrOptions
        {
            NumberOfEpochs = 100, Seed = 1, CancellationToken = stop.Token,
            Checkpoints = new CheckpointOptions { Folder = "run", EveryMinutes = 10 },
            ResumeFrom = "run",
        };
        try
        {
            using var model = ml.SelfSupervised.SimClr("Embedding", "Image", options).Fit(data);
            ml.Model.Save(model, data.Schema, "model.zip");
        }
        catch (TrainingCanceledException canceled)
        {
            using var partial = canceled.PartialTransformer;        // what was learned so far, ready to use
            Console.WriteLine($"Stopped. The next start goes on from {canceled.LastCheckpoint}.");
        }
        #endregion
    }
}
