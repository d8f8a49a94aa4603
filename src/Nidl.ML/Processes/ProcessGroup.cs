using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// The processes that train one network together: each encodes its share of every batch, and the loss compares the rows of all.
/// </summary>
/// <remarks>
/// Every operation is one of all processes: each calls the same ones in the same order, and none returns before all have come to it. A
/// process that comes to another one, ends, or fails in a training is told of by an exception in every other; nobody waits for it.
/// </remarks>
public abstract class ProcessGroup : IDisposable
{
    private protected ProcessGroup()
    {
    }

    /// <summary>Gets the group of this process alone, which has no cost. The default of every training.</summary>
    public static ProcessGroup Single { get; } = new SingleProcess();

    /// <summary>
    /// Gets the group of the processes that <c>mpirun</c>, <c>mpiexec</c> or <c>srun</c> started, connected by the MPI library that is
    /// installed: Open MPI, MPICH, or one of MPICH's family such as Intel MPI. A program that is started without them is a group of one
    /// process.
    /// </summary>
    /// <param name="library">The library's file, for example <c>libmpi.so.40</c>. The default, null, looks for the library of the
    /// launcher.</param>
    /// <returns>The group, the same each time; the program disposes it when it ends.</returns>
    /// <exception cref="DllNotFoundException">There is no MPI library, or the file does not load.</exception>
    /// <exception cref="InvalidOperationException">
    /// Several libraries are there and nothing says which; the library is of another family than the launcher; or MPI has been ended in
    /// this process.
    /// </exception>
    public static ProcessGroup Mpi(string? library = null) => MpiTransport.Connect(library);

    /// <summary>Gets the number of this process, from 0.</summary>
    public abstract int Rank { get; }

    /// <summary>Gets the number of processes.</summary>
    public abstract int Size { get; }

    /// <summary>Gets the time that this process has waited for others and sent messages.</summary>
    public abstract ProcessTimes Times { get; }

    /// <summary>Waits until all processes have come here.</summary>
    /// <exception cref="ProcessFailedException">Another process failed.</exception>
    /// <exception cref="InvalidOperationException">Another process came to another operation.</exception>
    public void Barrier() => Exchange(0);

    /// <summary>
    /// Puts the rows of all processes together, those of process 0 first. The gradient of the result is summed over the processes, and each
    /// process gets that of its own rows: what all of them compute of the gathered rows has the gradient of the sum of their results.
    /// </summary>
    /// <param name="rows">The rows of this process, (n, ...); n may differ from process to process, shape and type of a row may
    /// not.</param>
    /// <returns>The rows of all processes, (sum of n, ...), on the device of <paramref name="rows"/>.</returns>
    /// <exception cref="ArgumentException"><paramref name="rows"/> has no dimension of rows.</exception>
    /// <exception cref="ProcessFailedException">Another process failed.</exception>
    /// <exception cref="InvalidOperationException">Another process came to another operation, or gave rows of another shape or
    /// type.</exception>
    public Tensor AllGatherAndFlatten(Tensor rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        if (rows.dim() == 0)
            throw new ArgumentException(
                "AllGatherAndFlatten needs rows, a tensor of shape (n, ...), but a scalar was given.", nameof(rows));
        if (Size == 1)
            return rows.alias();
        return rows.requires_grad && is_grad_enabled() ? GatherFunction.apply(rows, this) : Gather(rows).All;
    }

    /// <summary>
    /// Ends this process's part in the group, after which the group cannot be used. Nothing happens to <see cref="Single"/>.
    /// </summary>
    public abstract void Dispose();

    /// <summary>Gets the share of a number of rows that is this process's.</summary>
    internal RowShare ShareOf(long rows) => RowShare.Of(rows, Rank, Size);

    /// <summary>Tells every process a number of each, in the processes' order.</summary>
    internal abstract long[] Exchange(long value);

    /// <summary>Tells every process a text of each, in the processes' order.</summary>
    internal abstract string[] Exchange(string text);

    /// <summary>
    /// Gets the detached rows of all processes: (n, ...) each to (sum of n, ...). Whoever has no rows need not know their shape or type.
    /// </summary>
    internal abstract GatheredRows Gather(Tensor rows);

    /// <summary>Adds up the values of all processes, in place.</summary>
    internal abstract void Sum(Tensor values);

    /// <summary>Overwrites the values with those of process 0.</summary>
    internal abstract void Broadcast(Tensor values);

    /// <summary>
    /// Tells the other processes, wherever they are, that this one fails or is canceled: each throws as well. Nothing happens if what this
    /// process throws came from the last operation, which threw in all.
    /// </summary>
    internal abstract void Report(Exception failure);

    /// <summary>Keeps a failure, where nothing can be thrown, for the next operation to throw.</summary>
    internal abstract void Defer(Exception failure);

    /// <summary>Gets whether it is so in any process.</summary>
    internal bool Any(bool value) => Exchange(value ? 1 : 0).Contains(1);

    /// <summary>Gets the number of process 0.</summary>
    internal double OfFirst(double value) => BitConverter.Int64BitsToDouble(Exchange(BitConverter.DoubleToInt64Bits(value))[0]);
}
