using Nidl.ML.Losses;
using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// Lets libtorch compute the calling thread's convolutions and products of matrices in bfloat16, whatever module they are in: it casts
/// inputs and weights within the graph, so that gradients arrive at weights of single precision, and casts back what must not be in
/// bfloat16. TorchSharp has no call for it; these are the functions behind <c>torch.autocast</c>.
/// </summary>
internal static unsafe class Autocast
{
    private static readonly Lazy<Functions?> _functions = new(Find);

    /// <summary>Gets whether this libtorch has the functions.</summary>
    public static bool IsThere => _functions.Value is not null;

    /// <summary>Casts on the calling thread until the result is disposed; nothing happens with <see cref="Precision.Float32"/>.</summary>
    /// <exception cref="PlatformNotSupportedException">This libtorch has no such functions.</exception>
    public static Scope Use(Precision precision, Device device)
    {
        if (precision != Precision.BFloat16)
            return default;
        var scope = new Scope(
            _functions.Value ?? throw new PlatformNotSupportedException(
                "Precision BFloat16 needs a libtorch with the functions of torch.autocast, but the one of this process has none of them."),
            device);
        scope.Set(isOn: true, ScalarType.BFloat16, isCached: false);
        return scope;
    }

    private static Functions? Find()
    {
        var functions = new Functions(
            Find("set_autocast_enabledEN3c1010DeviceTypeEb", "set_autocast_enabled@autocast@at@@YAXW4DeviceType@c10@@_N@Z"),
            Find("is_autocast_enabledEN3c1010DeviceTypeE", "is_autocast_enabled@autocast@at@@YA_NW4DeviceType@c10@@@Z"),
            Find(
                "set_autocast_dtypeEN3c1010DeviceTypeENS1_10ScalarTypeE",
                "set_autocast_dtype@autocast@at@@YAXW4DeviceType@c10@@W4ScalarType@4@@Z"),
            Find("get_autocast_dtypeEN3c1010DeviceTypeE", "get_autocast_dtype@autocast@at@@YA?AW4ScalarType@c10@@W4DeviceType@4@@Z"),
            Find("set_autocast_cache_enabledEb", "set_autocast_cache_enabled@autocast@at@@YAX_N@Z"),
            Find("is_autocast_cache_enabledEv", "is_autocast_cache_enabled@autocast@at@@YA_NXZ"));
        return functions.AreAllThere ? functions : null;
    }

    // A name of GCC and Clang begins with its own length.
    private static nint Find(string name, string microsoftName) =>
        LibtorchFunction.Find($"_ZN2at8autocast{name.IndexOf('E', StringComparison.Ordinal)}{name}", "?" + microsoftName);

    /// <summary>What held on the thread before holds again when this is disposed.</summary>
    public readonly struct Scope : IDisposable
    {
        private readonly Functions? _functions;
        private readonly sbyte _device;
        private readonly bool _wasOn;
        private readonly bool _wasCached;
        private readonly ScalarType _before;

        internal Scope(Functions functions, Device device)
        {
            (_functions, _device) = (functions, (sbyte)device.type);
            (_wasOn, _wasCached) = (functions.IsOn(_device), functions.IsCached());
            _before = functions.Type(_device);
        }

        public void Dispose() => Set(_wasOn, _before, _wasCached);

        // Without its memory of casts: one that was made without a graph would be found again where a graph is needed.
        internal void Set(bool isOn, ScalarType type, bool isCached) => _functions?.Set(_device, isOn, type, isCached);
    }

    /// <summary>The addresses; libtorch's numbers of devices and types are TorchSharp's.</summary>
    internal sealed class Functions(nint setOn, nint isOn, nint setType, nint type, nint setCached, nint isCached)
    {
        public bool AreAllThere => setOn != 0 && isOn != 0 && setType != 0 && type != 0 && setCached != 0 && isCached != 0;

        public bool IsOn(sbyte device) => ((delegate* unmanaged<sbyte, byte>)isOn)(device) != 0;

        public ScalarType Type(sbyte device) => (ScalarType)((delegate* unmanaged<sbyte, sbyte>)type)(device);

        public bool IsCached() => ((delegate* unmanaged<byte>)isCached)() != 0;

        public void Set(sbyte device, bool isOn, ScalarType type, bool isCached)
        {
            ((delegate* unmanaged<sbyte, sbyte, void>)setType)(device, (sbyte)type);
            ((delegate* unmanaged<sbyte, byte, void>)setOn)(device, isOn ? (byte)1 : (byte)0);
            ((delegate* unmanaged<byte, void>)setCached)(isCached ? (byte)1 : (byte)0);
        }
    }
}
