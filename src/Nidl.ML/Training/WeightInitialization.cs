using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// Creates modules whose fresh weights depend on a seed alone. Torch's initialisers draw from the process-wide CPU generator and take no
/// other, so that generator is lent: saved, seeded, restored, under one lock.
/// </summary>
internal static class WeightInitialization
{
    private static readonly Lock _lock = new();

    /// <summary>Calls <paramref name="create"/> with the process-wide CPU generator seeded, and leaves that generator as it was.</summary>
    /// <param name="seed">The seed; equal seeds give equal weights.</param>
    /// <param name="create">Creates the module on the CPU.</param>
    public static T Create<T>(long seed, Func<T> create)
    {
        lock (_lock)
        {
            using var generator = Generator.Default;
            using var state = generator.get_state();
            try
            {
                generator.manual_seed(seed);
                return create();
            }
            finally
            {
                generator.set_state(state);
            }
        }
    }
}
