using System.Collections.Concurrent;

namespace Nidl.ML;

/// <summary>
/// The memory for the features of blocks, used again from block to block and from pass to pass; the garbage collector may take what no
/// block uses. Without it each pass takes new arrays, and as they are large, the collector would leave many passes' lying about.
/// </summary>
/// <param name="length">The number of a block's values.</param>
internal sealed class BlockMemory(int length)
{
    private readonly ConcurrentBag<WeakReference<float[]>> _free = [];

    /// <summary>Takes memory, in which anything may stand.</summary>
    public float[] Take()
    {
        while (_free.TryTake(out var reference))
        {
            if (reference.TryGetTarget(out var free))
                return free;
        }
        return GC.AllocateUninitializedArray<float>(length);
    }

    /// <summary>Takes memory back that its block does not use any more.</summary>
    public void Return(float[] memory) => _free.Add(new(memory));
}
