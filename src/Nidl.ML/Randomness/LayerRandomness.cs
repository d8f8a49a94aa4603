using TorchSharp;

namespace Nidl.ML;

/// <summary>
/// Holds, for the current thread, where the random layers of an encoder draw from during one forward pass. A training that encodes
/// the same rows twice sets a source of the same key for both passes, so that both meet the same masks.
/// </summary>
internal static class LayerRandomness
{
    [ThreadStatic]
    private static RandomSource? _current;

    /// <summary>Gets the source of the forward pass under way.</summary>
    /// <exception cref="InvalidOperationException">No source is set on this thread.</exception>
    public static RandomSource Current => _current ?? throw new InvalidOperationException(
        "A random layer in training mode needs the random source of a training step, but none is set on this thread: "
        + "train through an estimator, or call eval() first.");

    /// <summary>Sets the source of this thread until the result is disposed; the source before it then holds again.</summary>
    public static Scope Use(RandomSource source)
    {
        var scope = new Scope(_current);
        _current = source;
        return scope;
    }

    /// <summary>Sets, until the result is disposed, the source of a batch of an epoch.</summary>
    /// <param name="device">Where the encoder is.</param>
    /// <param name="seed">The seed of the run.</param>
    /// <param name="epoch">The epoch, counted from 0.</param>
    /// <param name="firstRow">The position of the batch's first row in the epoch's order.</param>
    public static DerivedScope UseBatch(torch.Device device, int seed, int epoch, long firstRow)
    {
        using var all = new RandomSource(device, seed, RandomPurpose.Layers, epoch);
        return new(all.Skip(firstRow));
    }

    /// <summary>
    /// Sets, until the result is disposed, a source for some rows of a view: a row meets the same masks in every pass, whichever rows are
    /// encoded with it. Nothing happens where no source is set.
    /// </summary>
    /// <param name="view">The number of the view.</param>
    /// <param name="firstRow">The first of the rows, counted in the batch.</param>
    public static DerivedScope UseRows(int view, long firstRow)
    {
        if (_current is null)
            return default;
        using var batch = _current.Derive(view);
        return new(batch.Skip(firstRow));
    }

    /// <summary>
    /// Calls <paramref name="forward"/>, whose layers take no generator, with Torch's process-wide ones seeded from the source of the pass
    /// under way; that of the CPU is then as it was. Nothing is seeded where no source is set.
    /// </summary>
    public static T SeedTorch<T>(Func<T> forward)
    {
        if (_current is not { } source)
            return forward();
        var seed = source.NextSeed();
        if (source.Device.type == DeviceType.CUDA)
            torch.cuda.manual_seed(seed);
        return DefaultGenerator.Lend(seed, forward);
    }

    /// <summary>Restores the source that held before and releases that of the rows.</summary>
    public readonly struct DerivedScope(RandomSource? source) : IDisposable
    {
        private readonly Scope? _scope = source is null ? null : Use(source);

        public void Dispose()
        {
            _scope?.Dispose();
            source?.Dispose();
        }
    }

    /// <summary>Restores the source that held before.</summary>
    public readonly struct Scope(RandomSource? previous) : IDisposable
    {
        public void Dispose() => _current = previous;
    }
}
