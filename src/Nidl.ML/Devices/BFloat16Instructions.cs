using System.Runtime.Intrinsics.X86;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>Tells whether a device may have instructions for bfloat16.</summary>
internal static class BFloat16Instructions
{
    private const int FeaturesLeaf = 7;
    private const int AmxBFloat16 = 1 << 22; // of the last number of the first part
    private const int Avx512BFloat16 = 1 << 5; // of the first number of the second part

    /// <summary>Gets false for an x64 processor without them; of other devices only a trial can tell.</summary>
    public static bool MayBeOn(Device device) => device.type != TorchSharp.DeviceType.CPU || !X86Base.IsSupported || AreInProcessor;

    private static bool AreInProcessor =>
        X86Base.CpuId(0, 0).Eax >= FeaturesLeaf
        && ((X86Base.CpuId(FeaturesLeaf, 0).Edx & AmxBFloat16) != 0
            || (X86Base.CpuId(FeaturesLeaf, 0).Eax >= 1 && (X86Base.CpuId(FeaturesLeaf, 1).Eax & Avx512BFloat16) != 0));
}
