using System.Runtime.Intrinsics.X86;

namespace Nidl.ML.Losses;

/// <summary>Tells whether the processor says how large its caches are.</summary>
internal static class CpuCaches
{
    // The leaves that list caches, of Intel and of AMD; the low five bits of the first number are a cache's type, 0 for none.
    private const int IntelLeaf = 4;
    private const int AmdLeaf = unchecked((int)0x8000001D);
    private const int CacheType = 0x1F;

    /// <summary>
    /// Gets whether this is an x64 processor that lists no cache, as those of some virtual machines (Firecracker on AMD) do. Libraries that
    /// choose the blocks of their kernels by the size of the caches then see caches of no size.
    /// </summary>
    public static bool AreHidden { get; } = X86Base.IsSupported && !Lists(IntelLeaf) && !Lists(AmdLeaf);

    private static bool Lists(int leaf) =>
        Has(leaf) && (X86Base.CpuId(leaf, 0).Eax & CacheType) != 0;

    // A leaf beyond the last one answers with what another leaf holds.
    private static bool Has(int leaf) => (uint)X86Base.CpuId(leaf & unchecked((int)0x80000000), 0).Eax >= (uint)leaf;
}
