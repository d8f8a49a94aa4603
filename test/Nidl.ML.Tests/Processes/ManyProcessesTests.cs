using Microsoft.ML;
using Microsoft.ML.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Tests.Processes;

/// <summary>Trainings of many processes, each of which is a thread here; Nidl.ML.Mpi.Tests does more with processes of MPI.</summary>
[TestClass]
public sealed class ManyProcessesTests
{
    [TestMethod]
    [DataRow(2)]
    [DataRow(4)]
    public void Step_OfThreads_HasTheGradientOfOneProcess(int size) => ThreadTransport.Run(size, StepGradients.RunFew);

    [TestMethod]
    public void Fit_CancelOfOne_EndsAllAtTheSameStep()
    {
        using var folder = new TemporaryFolder();
        ThreadTransport.Run(2, group => Interruptions.Cancel(group, folder.Path));
    }

    [TestMethod]
    public void Fit_FailureOfOne_EndsAllWithItsMessage() => ThreadTransport.Run(2, Interruptions.Failure);

    [TestMethod]
    public void Fit_RowsOfOneLessThanABatch_IsRefused() => ThreadTransport.Run(2, group =>
    {
        var options = Tiny.Options with { Processes = group, RowsPerProcess = RowsPerProcess.Own, BatchSize = 3 };
        var failure = Require.Throws<ArgumentException>(
            () => Tiny.Fit(new MLContext(1), options), "a batch of three rows for two processes");
        Require.Equal(
            "BatchSize must be at least 4, two rows of each of 2 processes, but 3 was given. (Parameter 'BatchSize')", failure.Message,
            "the message");
    });

    [TestMethod]
    public void AllProcesses_WithMicroBatches_IsRefused() => ThreadTransport.Run(2, group =>
    {
        var options = Tiny.Options with { Processes = group, BatchStatistics = BatchStatistics.AllProcesses, MicroBatchSize = 2 };
        var failure = Require.Throws<ArgumentException>(() => Tiny.Fit(new MLContext(1), options), "statistics of all with micro-batches");
        Require.Equal("MicroBatchSize", failure.ParamName, "the parameter");
    });

    [TestMethod]
    public void AllProcesses_NormalizationOfAnotherNetwork_IsRefused()
    {
        var encoder = CustomEncoder.Register(
            nameof(AllProcesses_NormalizationOfAnotherNetwork_IsRefused),
            shape => nn.Sequential(nn.Flatten(), nn.Linear(shape.Size, 4), nn.BatchNorm1d(4)));
        ThreadTransport.Run(2, group =>
        {
            var options = Tiny.Options with { Processes = group, BatchStatistics = BatchStatistics.AllProcesses, Encoder = encoder };
            var failure = Require.Throws<ArgumentException>(
                () => Tiny.Fit(new MLContext(1), options), "a normalization that does not know of processes");
            Require.Equal(
                "BatchStatistics = AllProcesses needs the layers of built-in encoders, but '2.running_mean' is of another; "
                + "use PerProcess, or a network without batch normalization. (Parameter 'BatchStatistics')",
                failure.Message, "the message");
        });
    }

    [TestMethod]
    public void AllProcesses_EveryBuiltInEncoder_IsAccepted()
    {
        using var scope = NewDisposeScope();
        (Encoder Encoder, InputShape Shape)[] encoders =
        [
            (new MlpEncoder { Normalization = MlpNormalization.BatchNorm }, [6]), (new ConvNet2d(), [1, 16, 16]),
            (new ResNet2d { Width = 8 }, [1, 16, 16]),
            (new ResNet3d { NumberOfStages = 2 }, [1, 16, 16, 16]), (new AlexNet3d(), [1, 64, 64, 64]), (new DenseNet3d(), [1, 32, 32, 32]),
        ];
        foreach (var (encoder, shape) in encoders)
        {
            using var shared = BatchNormLayer.Over(new ConnectedProcesses(null!), () => encoder.CreateModule(shape));
            BatchNormLayer.CheckShared(shared);
            using var plain = encoder.CreateModule(shape);
            CollectionAssert.AreEqual(plain.state_dict().Keys.ToArray(), shared.state_dict().Keys.ToArray());
            Assert.IsTrue(shared.modules().Any(module => module is SharedBatchNorm), encoder.GetType().Name);
        }
    }

    [TestMethod]
    [DataRow(2)]
    [DataRow(3)]
    public void Slice_OfAllProcesses_AreTheViewInOrder(int size)
    {
        var view = VectorView.Random(10, 3);
        var parts = new int[size][];
        ThreadTransport.Run(size, group =>
        {
            var slice = group.Slice(view);
            parts[group.Rank] = [.. slice.GetColumn<int>("Number")];
            Require.Equal((long)parts[group.Rank].Length, slice.GetRowCount()!.Value, "the number of rows");
        });
        CollectionAssert.AreEqual(Enumerable.Range(0, 10).ToArray(), parts.SelectMany(part => part).ToArray());
        Assert.IsTrue(parts.All(part => part.Length is 3 or 4 or 5));
        Assert.AreSame(view, ProcessGroup.Single.Slice(view));
    }
}
