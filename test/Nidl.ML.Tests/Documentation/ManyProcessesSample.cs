using Microsoft.ML;
using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Tests.Documentation;

internal static class ManyProcessesSample
{
    public static void Train(MLContext ml, IDataView data)
    {
        #region docs/many-processes.md
        using var processes = ProcessGroup.Mpi();
        var options = new SimClrOptions
        {
            BatchSize = 1024,                       // rows of all processes
            Processes = processes,
            BatchStatistics = BatchStatistics.AllProcesses,
            Checkpoints = new CheckpointOptions { Folder = "run" },
            ResumeFrom = "run",
            Callbacks = processes.Rank == 0 ? [new CsvLog("run.csv")] : [],
        };
        using var model = ml.SelfSupervised.SimClr("Embedding", "Image", options).Fit(data);
        if (processes.Rank == 0)
            ml.Model.Save(model, data.Schema, "model.zip");
        #endregion
    }

    public static void Transform(MLContext ml, ProcessGroup processes, ITransformer model, IDataView data)
    {
        #region docs/many-processes.md
        var part = model.Transform(processes.Slice(data));
        using var file = File.Create($"embeddings-{processes.Rank}.idv");
        ml.Data.SaveAsBinary(part, file);
        #endregion
    }
}

#region docs/many-processes.md
public sealed class LargestMemory(ProcessGroup processes) : TrainingCallback
{
    public override void OnEpochEnd(TrainingState state)
    {
        using var own = tensor(new[] { (double)Environment.WorkingSet });
        using var all = processes.AllGatherAndFlatten(own);     // one number of each process
        state.Report("memory of the largest process", all.max().ToDouble());
    }
}
#endregion
