using TorchSharp;

namespace Nidl.ML.Losses;

/// <summary>
/// The threads that the calling thread computes with until this is disposed. What other threads compute meanwhile is not touched, and needs
/// no lock.
/// </summary>
internal readonly struct ThreadShare : IDisposable
{
    private readonly int _before;

    private ThreadShare(int before) => _before = before;

    /// <summary>
    /// Gives the calling thread the threads of <see cref="Libtorch.NumberOfThreads"/>, also if libtorch gave it another number before.
    /// </summary>
    public static ThreadShare Whole() => Take(Libtorch.ChosenNumberOfThreads);

    /// <summary>Gives the calling thread itself alone.</summary>
    public static ThreadShare One() => Take(1);

    public void Dispose()
    {
        if (_before != 0)
            OpenMp.SetNumberOfThreads(_before);
    }

    private static ThreadShare Take(int? number)
    {
        // libtorch gives a thread its number when it first asks, which would undo ours if that came later.
        var before = torch.get_num_threads();
        if (number is not { } wanted || wanted == before)
            return default;
        OpenMp.SetNumberOfThreads(wanted);
        return new(before);
    }
}
