namespace Nidl.ML;

/// <summary>Names the rows that each process of a training is given.</summary>
public enum RowsPerProcess
{
    /// <summary>
    /// Every process is given the same rows, and each encodes its share of every batch, the first rows process 0: the training does not
    /// depend on the number of processes. The default.
    /// </summary>
    All,

    /// <summary>
    /// Every process is given rows of its own, which are together those of the training, for example its part of the files: it draws its
    /// share of each batch from them. An epoch has as many steps as the process with the fewest can make; what others have left waits for
    /// another epoch.
    /// </summary>
    Own,
}
