namespace Nidl.ML;

/// <summary>Creates modules whose fresh weights depend on a seed alone.</summary>
internal static class WeightInitialization
{
    /// <summary>Calls <paramref name="create"/> with the process-wide CPU generator seeded, and leaves that generator as it was.</summary>
    /// <param name="seed">The seed; equal seeds give equal weights.</param>
    /// <param name="create">Creates the module on the CPU.</param>
    public static T Create<T>(long seed, Func<T> create) => DefaultGenerator.Lend(seed, create);
}
