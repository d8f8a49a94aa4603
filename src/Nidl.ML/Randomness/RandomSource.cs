using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// Draws the random numbers of one purpose (the views of one epoch, its permutation, the initial weights), reproducibly and row by row.
/// </summary>
/// <remarks>
/// <para>
/// A source is a pure function of its key: there is no stream to save, so a resumed run draws what the uninterrupted run would have drawn.
/// </para>
/// <para>
/// The first dimension of what is drawn is that of the rows. A row's numbers depend on the key, on the row's position, and on how many
/// draws came before: not on the other rows. So a batch gets the same numbers in parts as at once, on one thread or many, in one process or
/// many.
/// </para>
/// <para>
/// Parameters are drawn on the CPU and copied to the device. Large normal fields (<see cref="NormalLike"/>) are drawn on the device itself,
/// from the same words, so that they are equal on every device up to the rounding of its logarithm and its cosine.
/// </para>
/// </remarks>
public sealed class RandomSource : IDisposable
{
    private readonly ulong _key;
    private readonly long _firstRow;
    private readonly long[]? _rows;
    private Generator? _generator;
    private long _draws;

    /// <summary>
    /// Creates a source for the purpose named by <paramref name="key"/>; its rows are at the positions 0, 1, 2 and so on.
    /// </summary>
    /// <param name="device">The device on which the drawn tensors are needed.</param>
    /// <param name="key">The seed of the run, then what the numbers are for, for example epoch and view.</param>
    public RandomSource(Device device, params ReadOnlySpan<long> key)
        : this(device, SplitMix64.Hash(key), 0, null)
    {
    }

    private RandomSource(Device device, ulong key, long firstRow, long[]? rows) =>
        (Device, _key, _firstRow, _rows) = (device, key, firstRow, rows);

    /// <summary>Gets the device on which drawn tensors are.</summary>
    public Device Device { get; }

    // For draws that are not by row.
    private Generator Generator => _generator ??= new Generator(_key, torch.CPU);

    /// <summary>Gets the seed that belongs to a key: equal keys give equal seeds, other keys unrelated ones.</summary>
    /// <param name="key">The seed of the run, then what the numbers are for.</param>
    internal static long SeedFor(params ReadOnlySpan<long> key) => (long)(SplitMix64.Hash(key) & long.MaxValue);

    /// <summary>Creates the source of a part of this one's purpose for the same rows, whatever was drawn from this one before.</summary>
    /// <param name="part">What the part is, for example the view.</param>
    internal RandomSource Derive(params ReadOnlySpan<long> part) => new(Device, SplitMix64.Hash([(long)_key, .. part]), _firstRow, _rows);

    /// <summary>Creates the source of this one's purpose for the rows that follow the first <paramref name="count"/>.</summary>
    internal RandomSource Skip(long count) => new(Device, _key, checked(_firstRow + count), _rows?[checked((int)count)..]);

    /// <summary>Creates a source of its own for some of the rows; each call gives one of other numbers.</summary>
    /// <param name="rows">Which: their places among this one's rows; null for all.</param>
    internal RandomSource Branch(IEnumerable<long>? rows = null) =>
        new(Device, SplitMix64.Hash((long)_key, ++_draws), _firstRow, rows is null ? _rows : [.. rows.Select(Position)]);

    /// <summary>Gets a seed for a generator that is not this source's, for the row that comes first; each call gives another.</summary>
    internal long NextSeed() => SeedFor((long)_key, Position(0), ++_draws);

    /// <summary>
    /// Draws values uniformly from [<paramref name="low"/>, <paramref name="high"/>), one for each entry of <paramref name="shape"/>.
    /// </summary>
    /// <returns>A Single tensor of shape <paramref name="shape"/>, rows first, on <see cref="Device"/>.</returns>
    public Tensor Uniform(ReadOnlySpan<long> shape, double low = 0, double high = 1)
    {
        var (start, width) = ((float)low, (float)(high - low));
        return Draw(shape, ScalarType.Float32, (ref SplitMix64 stream) => start + width * stream.NextSingle());
    }

    /// <summary>Draws values from the standard normal distribution, one for each entry of <paramref name="shape"/>.</summary>
    /// <returns>A Single tensor of shape <paramref name="shape"/>, rows first, on <see cref="Device"/>.</returns>
    public Tensor Normal(ReadOnlySpan<long> shape) => Draw(shape, ScalarType.Float32, (ref SplitMix64 stream) => stream.NextNormal());

    /// <summary>Draws true with the given probability, one for each entry of <paramref name="shape"/>.</summary>
    /// <returns>A Boolean tensor of shape <paramref name="shape"/>, rows first, on <see cref="Device"/>.</returns>
    public Tensor Bernoulli(ReadOnlySpan<long> shape, double probability)
    {
        using var scope = NewDisposeScope();
        return Uniform(shape).lt(probability).MoveToOuterDisposeScope();
    }

    /// <summary>Draws integers uniformly from [0, <paramref name="high"/>).</summary>
    /// <returns>An Int64 tensor of shape <paramref name="shape"/>, rows first, on <see cref="Device"/>.</returns>
    public Tensor Integers(ReadOnlySpan<long> shape, long high) =>
        Draw(shape, ScalarType.Int64, (ref SplitMix64 stream) => stream.NextInteger(high));

    /// <summary>Draws a permutation of 0 to <paramref name="count"/> - 1. It depends on the key alone, not on rows.</summary>
    /// <returns>An Int64 tensor of shape (count) on the CPU.</returns>
    public Tensor Permutation(long count) => torch.randperm(count, ScalarType.Int64, torch.CPU, generator: Generator);

    /// <summary>
    /// Draws a standard normal value for each entry of <paramref name="like"/>, rows first, on its device and in its type.
    /// </summary>
    /// <returns>A tensor of the shape, type and device of <paramref name="like"/>; its values are those of Single.</returns>
    public Tensor NormalLike(Tensor like)
    {
        using var scope = NewDisposeScope();
        var (rows, draw) = (like.shape[0], ++_draws);
        var streams = new ulong[rows];
        for (var row = 0; row < rows; row++)
            streams[row] = StreamOf(row, draw);
        return NormalField.Draw(streams, like.shape[1..].Aggregate(1L, (product, size) => product * size), like.device).view(like.shape)
            .to_type(like.dtype).MoveToOuterDisposeScope();
    }

    /// <summary>Draws once, and gives what writes the row of <see cref="NormalLike"/> at a place, Single, on any thread.</summary>
    internal Action<int, Span<float>> NormalRows()
    {
        var draw = ++_draws;
        return (row, values) => NormalField.Fill(values, new(StreamOf(row, draw)));
    }

    /// <summary>Draws a value uniformly from [0, 1) for each entry of <paramref name="like"/>, rows first, on its device.</summary>
    /// <returns>A Single tensor of the shape and device of <paramref name="like"/>.</returns>
    public Tensor UniformLike(Tensor like)
    {
        using var scope = NewDisposeScope();
        return Uniform(like.shape).to(like.device).MoveToOuterDisposeScope();
    }

    /// <summary>Releases the generator.</summary>
    public void Dispose() => _generator?.Dispose();

    private delegate T Drawing<T>(ref SplitMix64 stream);

    // Every row starts a stream of its own.
    private Tensor Draw<T>(ReadOnlySpan<long> shape, ScalarType type, Drawing<T> next)
        where T : unmanaged
    {
        using var scope = NewDisposeScope();
        var drawn = torch.empty(shape.ToArray(), type, torch.CPU);
        var values = MemoryMarshal.Cast<byte, T>(drawn.bytes);
        var rows = shape.IsEmpty ? 1 : (int)shape[0];
        var draw = ++_draws;
        for (var row = 0; row < rows; row++)
        {
            var stream = new SplitMix64(StreamOf(row, draw));
            var width = values.Length / rows;
            foreach (ref var value in values.Slice(row * width, width))
                value = next(ref stream);
        }
        return drawn.to(Device).MoveToOuterDisposeScope();
    }

    private ulong StreamOf(long row, long draw) => SplitMix64.Hash((long)_key, Position(row), draw);

    private long Position(long row) => _rows is { } positions ? positions[row] : _firstRow + row;
}
