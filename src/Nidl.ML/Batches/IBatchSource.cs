using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>Gives the batches of a training, shuffled anew each epoch.</summary>
internal interface IBatchSource : IDisposable
{
    /// <summary>Gets the number of rows that this process is given.</summary>
    long RowCount { get; }

    /// <summary>Gets the number of batches of an epoch.</summary>
    int BatchesPerEpoch { get; }

    /// <summary>Gets training rows, all or a sample, (M, ...), for augmentations that learn from them; owned by the source.</summary>
    Tensor SampleFeatures { get; }

    /// <summary>Gets the auxiliary variables of all these rows, (M, d), owned by the source; null if the method has none.</summary>
    Tensor? AllAuxiliary { get; }

    /// <summary>Starts an epoch, counted from 0, in an order that depends on seed and epoch alone, at one of its batches.</summary>
    void BeginEpoch(int epoch, int firstBatch);

    /// <summary>
    /// Gets this process's share of a batch of the epoch, counted from 0; they are asked for in order, each once. It is in the caller's
    /// dispose scope.
    /// </summary>
    Batch Read(int batch);
}
