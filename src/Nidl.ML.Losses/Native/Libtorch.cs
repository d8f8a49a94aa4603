using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Losses;

/// <summary>
/// The native library that TorchSharp computes with. The application chooses it by a package, such as <c>libtorch-cpu-linux-x64</c>.
/// </summary>
public static class Libtorch
{
    private const int MostThreads = 1024;

    private static readonly Lazy<LoadFailure?> _failure = new(TryLoad);

    // 0 until it is set.
    private static volatile int _chosenNumberOfThreads;

    /// <summary>
    /// Loads the native library, or says why it cannot be loaded. Our losses and estimators call it; call it once, first of all, in an
    /// application that uses <see cref="torch"/> before anything of this library.
    /// </summary>
    /// <remarks>
    /// On Linux, TorchSharp 0.107.0 needs the libstdc++ of GCC 13.2 or later (Debian 13, Ubuntu 24.04, RHEL 10). With that of GCC 11 or 12
    /// (Debian 12, Ubuntu 22.04, RHEL 9) its own library does not load, and TorchSharp says that a package is missing. From the first use
    /// of this assembly on, .NET gets, in such a case, a copy of that library in memory that needs less. Where the library loads, nothing
    /// of this happens. On a virtual machine that hides the caches of its processor, oneDNN, which computes libtorch's convolutions, is
    /// told so here. Further calls do nothing. Thread-safe.
    /// Also on Linux, glibc is told to keep the memory that libtorch frees for the next batch, unless the environment sets one of its
    /// <c>MALLOC_</c> variables or <c>GLIBC_TUNABLES</c> of malloc; a finished training gives it back to the system.
    /// </remarks>
    /// <exception cref="DllNotFoundException">The native library is missing or cannot be loaded; the message says what to do.</exception>
    public static void Load()
    {
        if (_failure.Value is { } failure)
            throw new DllNotFoundException(failure.Message, failure.Cause);
    }

    /// <summary>
    /// Gets or sets the number of threads with which libtorch computes on the CPU: those of the whole process, for all trainings and
    /// models. The default is libtorch's, the number of processor cores. An application sets it once, when it starts.
    /// </summary>
    /// <remarks>
    /// It holds for every thread that trains or transforms with this library, whichever thread has set it. A single row, as a prediction
    /// engine has it, of fewer than 262,144 values is computed on its calling thread alone: threads that wait for one another cost more
    /// than they save.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">The number is below 1 or above 1024.</exception>
    /// <exception cref="DllNotFoundException">The native library is missing or cannot be loaded; the message says what to do.</exception>
    public static int NumberOfThreads
    {
        get
        {
            Load();
            return torch.get_num_threads();
        }

        set
        {
            // libtorch ends the process on a number that it cannot use.
            if (value is < 1 or > MostThreads)
                throw new ArgumentOutOfRangeException(
                    nameof(value),
                    FormattableString.Invariant($"NumberOfThreads must be from 1 to {MostThreads}, but '{value}' was given."));
            Load();
            torch.set_num_threads(value);
            _chosenNumberOfThreads = value;
        }
    }

    /// <summary>Gets the number that was set; null if libtorch's own holds.</summary>
    internal static int? ChosenNumberOfThreads => _chosenNumberOfThreads is > 0 and var number ? number : null;

    /// <summary>Loads the native library before TorchSharp's constructor of a module, which needs it, gets the module's name.</summary>
    /// <inheritdoc cref="Load" path="/exception"/>
    internal static string LoadFor(string moduleName)
    {
        Load();
        return moduleName;
    }

    private static LoadFailure? TryLoad()
    {
        FreedMemory.Keep();
        // TorchSharp would copy 600 MB out of NuGet's folder before it failed as well.
        if (OlderLinux.TryLoad() is { } refusal)
            return LoadFailure.OnOlderLinux(refusal);
        try
        {
            using var probe = torch.zeros(1, ScalarType.Float32, torch.CPU);
            _ = OneDnnCaches.AreRight;
            return null;
        }
        catch (Exception failure) // of any type: TorchSharp looks for the library by itself and may stumble anywhere on its way
        {
            return LoadFailure.Of(failure);
        }
    }
}
