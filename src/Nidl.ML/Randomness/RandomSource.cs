using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// Draws the random numbers of one purpose (the views of one step, one epoch's permutation, the initial weights), reproducibly.
/// </summary>
/// <remarks>
/// A source is a pure function of its key: there is no stream to save, so a resumed run draws what the uninterrupted run would have
/// drawn. Parameters of single samples are drawn with a CPU generator and copied to the device, so that they are equal on every device.
/// Large fields (<see cref="NormalLike"/>, <see cref="UniformLike"/>) are drawn on the device itself: on CUDA, whose generators TorchSharp cannot create, its
/// default generator is seeded from the key first.
/// </remarks>
public sealed class RandomSource : IDisposable
{
    private readonly Generator _generator;
    private readonly ulong _key;
    private long _fields;

    /// <summary>Creates a source for the purpose named by <paramref name="key"/>.</summary>
    /// <param name="device">The device on which the drawn tensors are needed.</param>
    /// <param name="key">The seed of the run, then what the numbers are for, for example epoch, step and view.</param>
    public RandomSource(Device device, params ReadOnlySpan<long> key)
        : this(device, Hash(key))
    {
    }

    private RandomSource(Device device, ulong key)
    {
        Device = device;
        _key = key;
        _generator = new Generator(_key, torch.CPU);
    }

    /// <summary>Gets the device on which drawn tensors are.</summary>
    public Device Device { get; }

    /// <summary>Gets the seed that belongs to a key: equal keys give equal seeds, other keys unrelated ones.</summary>
    /// <param name="key">The seed of the run, then what the numbers are for.</param>
    public static long SeedFor(params ReadOnlySpan<long> key) => (long)(Hash(key) & long.MaxValue);

    /// <summary>Creates the source of a part of this one's purpose, whatever was drawn from this one before.</summary>
    /// <param name="part">What the part is, for example view and micro-batch.</param>
    internal RandomSource Derive(params ReadOnlySpan<long> part) => new(Device, Hash([(long)_key, .. part]));

    /// <summary>Gets a seed for a generator that is not this source's; each call gives another.</summary>
    internal long NextSeed() => SeedFor((long)_key, ++_fields);

    /// <summary>Draws values uniformly from [<paramref name="low"/>, <paramref name="high"/>), one for each entry of <paramref name="shape"/>.</summary>
    /// <returns>A Single tensor of shape <paramref name="shape"/> on <see cref="Device"/>.</returns>
    public Tensor Uniform(ReadOnlySpan<long> shape, double low = 0, double high = 1)
    {
        using var scope = NewDisposeScope();
        var drawn = torch.rand(shape.ToArray(), ScalarType.Float32, torch.CPU, generator: _generator);
        return drawn.mul_(high - low).add_(low).to(Device).MoveToOuterDisposeScope();
    }

    /// <summary>Draws values from the standard normal distribution, one for each entry of <paramref name="shape"/>.</summary>
    /// <returns>A Single tensor of shape <paramref name="shape"/> on <see cref="Device"/>.</returns>
    public Tensor Normal(ReadOnlySpan<long> shape)
    {
        using var scope = NewDisposeScope();
        return torch.randn(shape.ToArray(), ScalarType.Float32, torch.CPU, generator: _generator).to(Device).MoveToOuterDisposeScope();
    }

    /// <summary>Draws true with the given probability, one for each entry of <paramref name="shape"/>.</summary>
    /// <returns>A Boolean tensor of shape <paramref name="shape"/> on <see cref="Device"/>.</returns>
    public Tensor Bernoulli(ReadOnlySpan<long> shape, double probability)
    {
        using var scope = NewDisposeScope();
        return Uniform(shape).lt(probability).MoveToOuterDisposeScope();
    }

    /// <summary>Draws integers uniformly from [0, <paramref name="high"/>).</summary>
    /// <returns>An Int64 tensor of shape <paramref name="shape"/> on <see cref="Device"/>.</returns>
    public Tensor Integers(ReadOnlySpan<long> shape, long high)
    {
        using var scope = NewDisposeScope();
        return torch.randint(high, shape.ToArray(), ScalarType.Int64, torch.CPU, generator: _generator).to(Device).MoveToOuterDisposeScope();
    }

    /// <summary>Draws a permutation of 0 to <paramref name="count"/> - 1.</summary>
    /// <returns>An Int64 tensor of shape (count) on the CPU.</returns>
    public Tensor Permutation(long count) => torch.randperm(count, ScalarType.Int64, torch.CPU, generator: _generator);

    /// <summary>Draws a standard normal value for each entry of <paramref name="like"/>, on its device and in its type.</summary>
    /// <returns>A tensor of the shape, type and device of <paramref name="like"/>.</returns>
    public Tensor NormalLike(Tensor like)
    {
        if (like.device_type != DeviceType.CUDA)
            return torch.randn(like.shape, like.dtype, like.device, generator: _generator);
        torch.cuda.manual_seed(NextSeed());
        return torch.randn(like.shape, like.dtype, like.device);
    }

    /// <summary>Draws a value uniformly from [0, 1) for each entry of <paramref name="like"/>, on its device.</summary>
    /// <returns>A Single tensor of the shape and device of <paramref name="like"/>.</returns>
    public Tensor UniformLike(Tensor like)
    {
        if (like.device_type != DeviceType.CUDA)
            return torch.rand(like.shape, ScalarType.Float32, like.device, generator: _generator);
        torch.cuda.manual_seed(NextSeed());
        return torch.rand(like.shape, ScalarType.Float32, like.device);
    }

    /// <summary>Releases the generator.</summary>
    public void Dispose() => _generator.Dispose();

    // SplitMix64's finaliser (Steele, Lea, Flood 2014) over the words of the key.
    private static ulong Hash(ReadOnlySpan<long> key)
    {
        var hash = 0x9E3779B97F4A7C15UL;
        foreach (var word in key)
        {
            hash = (hash ^ (ulong)word) + 0x9E3779B97F4A7C15UL;
            hash = (hash ^ (hash >> 30)) * 0xBF58476D1CE4E5B9UL;
            hash = (hash ^ (hash >> 27)) * 0x94D049BB133111EBUL;
            hash ^= hash >> 31;
        }
        return hash;
    }
}
