using System.Globalization;
using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Losses;

/// <summary>
/// Mends what oneDNN 3.7.1, in libtorch 2.10.0, believes of a processor that hides its caches: that it has three levels of one byte each.
/// The blocks of its kernels then come to nothing: it computes some convolutions wrongly, in others it divides by zero, which ends the
/// process. With no level at all it takes sizes of its own, 32 KB, 512 KB and 1 MB.
/// </summary>
internal static unsafe class OneDnnCaches
{
    // The variable within dnnl::impl::cpu::x64::cpu(), of type Xbyak::util::Cpu, and the numbers of 32 bits in it.
    private const string Variable = "_ZZN4dnnl4impl3cpu3x643cpuEvE4cpu_";
    private static readonly Range _sizes = 7..10;
    private static readonly Range _coresOfEach = 17..20;
    private const int Levels = 27;

    private static readonly uint[] _believedSizes = [1, 1, 1];

    private static readonly Lazy<bool> _areRight = new(() => !CpuCaches.AreHidden || TryMend());

    /// <summary>Gets whether oneDNN knows what it needs: where it does not, this mends it once for the life of the process.</summary>
    public static bool AreRight => _areRight.Value;

    private static bool TryMend()
    {
        if (!OperatingSystem.IsLinux())
            return false;
        try
        {
            Wake();
            return Find() is var processor and not 0 && TryMend(new Span<uint>((void*)processor, Levels + 1));
        }
        catch (Exception failure)
            when (failure is IOException or UnauthorizedAccessException or ArgumentException or OverflowException or FormatException)
        {
            return false;
        }
    }

    // Touched only if all that is read is what is known to be wrong.
    private static bool TryMend(Span<uint> processor)
    {
        if (processor[Levels] != _believedSizes.Length
            || !processor[_sizes].SequenceEqual(_believedSizes) || !processor[_coresOfEach].SequenceEqual(_believedSizes))
            return false;
        processor[Levels] = 0;
        return true;
    }

    // The variable gets its value at the first convolution; one of this shape is right in any case.
    private static void Wake()
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        nn.functional.conv3d(zeros([2, 16, 4, 4, 4]), zeros([16, 16, 3, 3, 3]));
    }

    private static nint Find()
    {
        foreach (var line in File.ReadLines("/proc/self/maps"))
        {
            var path = line.IndexOf('/', StringComparison.Ordinal) is var slash and >= 0 ? line[slash..] : "";
            // The first of a file's mappings is its beginning.
            if (Path.GetFileName(path) == LibtorchPackage.FileOfAll)
                return ElfSymbols.Find(path, Variable) is { } offset ? (nint)(Start(line) + offset) : 0;
        }
        return 0;
    }

    private static ulong Start(string line) =>
        ulong.Parse(line.AsSpan(0, line.IndexOf('-', StringComparison.Ordinal)), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
