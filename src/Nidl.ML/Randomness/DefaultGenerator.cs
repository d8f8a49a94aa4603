using Nidl.ML.Losses;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// Lends Torch's process-wide CPU generator, from which initializers and Torch's own random layers draw and which they take no other for:
/// saved, seeded, restored, under one lock.
/// </summary>
internal static class DefaultGenerator
{
    private static readonly Lock _lock = new();

    /// <summary>Calls <paramref name="use"/> with the generator seeded, and leaves the generator as it was.</summary>
    /// <param name="seed">The seed; equal seeds give equal draws.</param>
    /// <param name="use">Draws from it.</param>
    /// <exception cref="DllNotFoundException">The native library is missing or cannot be loaded.</exception>
    public static T Lend<T>(long seed, Func<T> use)
    {
        Libtorch.Load();
        lock (_lock)
        {
            using var generator = Generator.Default;
            using var state = generator.get_state();
            try
            {
                generator.manual_seed(seed);
                return use();
            }
            finally
            {
                generator.set_state(state);
            }
        }
    }
}
