using Nidl.ML.Losses;
using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// Keeps libtorch 2.10.0 from computing wrong convolutions where the processor hides the size of its caches. Its oneDNN 3.7.1 then drops
/// blocks of weights, without an error, or ends the process. <see cref="OneDnnCaches"/> mends that at its root; here the kernels of a
/// network are compared with double precision all the same, in each type and layout that we compute in, and oneDNN is turned off where that
/// is in vain.
/// </summary>
internal static class TrustedConvolutions
{
    // What rounding can do is below 1e-5 in single precision and below 1e-2 in bfloat16, what is wrong is above 4e-2.
    private static readonly (ScalarType Type, bool IsChannelsLast, double Tolerance)[] _ways =
        [(ScalarType.Float32, false, 1e-3), (ScalarType.Float32, true, 1e-3), (ScalarType.BFloat16, true, 2e-2)];

    /// <summary>
    /// The environment variable that turns oneDNN off from the start if it is <c>off</c>. Otherwise the order in which a process meets
    /// networks decides whether two processes round alike.
    /// </summary>
    public const string Variable = "NIDL_ONEDNN";

    private static readonly Lock _lock = new();
    private static readonly HashSet<string> _right = [];

    private static bool _isTold;

    /// <summary>Gets whether oneDNN was turned off in this process.</summary>
    public static bool IsOff { get; private set; }

    /// <summary>Gets, once in a process, what was done, for a training's log; null if nothing was needed.</summary>
    public static string? TakeWarning() => !IsOff || Interlocked.Exchange(ref _isTold, true) ? null :
        "this (virtual) processor hides the size of its caches, and oneDNN in libtorch 2.10.0 then computes some "
        + "convolutions of this network "
        + "wrongly; convolutions of this process are therefore computed without oneDNN, several times slower.";

    /// <summary>Makes sure that the convolutions of a network are computed rightly on this machine.</summary>
    /// <param name="network">The network; its kernels are found by their shapes, whatever module holds them.</param>
    /// <param name="hasConvolutions">Whether weights of such shapes may be kernels.</param>
    /// <exception cref="PlatformNotSupportedException">They are not, or oneDNN is unwanted, and it cannot be turned off.</exception>
    public static void Require(nn.Module network, bool hasConvolutions = true)
    {
        var isUnwanted = Environment.GetEnvironmentVariable(Variable) == "off";
        if (!CpuCaches.AreHidden && !isUnwanted)
            return;
        lock (_lock)
        {
            if (IsOff)
                return;
            OneDnn.TurnNnPackOff();
            var kernels = hasConvolutions ? network.parameters().Select(parameter => parameter.shape).Where(IsKernel) : [];
            if (!isUnwanted && OneDnnCaches.AreRight && kernels.All(IsRightOnce))
                return;
            if (!OneDnn.TurnOff())
                throw CannotTurnOff(isUnwanted);
            (IsOff, _isTold) = (true, isUnwanted);
        }
    }

    /// <summary>
    /// Gets whether this process computes convolutions with a kernel of a shape rightly: values and gradients, at strides 1 and 2.
    /// </summary>
    /// <param name="kernel">The shape: (output channels, input channels, ...sizes), of one to three sizes.</param>
    public static bool IsRight(long[] kernel) => IsRight(kernel, stride: 1) && IsRight(kernel, stride: 2);

    // (output channels, input channels, ...sizes)
    private static bool IsKernel(long[] shape) => shape.Length is >= 3 and <= 5;

    private static bool IsRightOnce(long[] kernel)
    {
        var name = string.Join('x', kernel);
        return _right.Contains(name) || (IsRight(kernel) && _right.Add(name));
    }

    // Double precision does not go through oneDNN.
    private static bool IsRight(long[] kernel, long stride)
    {
        using var scope = NewDisposeScope();
        // Whoever creates a network may be inside a no_grad of their own.
        using var gradients = enable_grad();
        using var random = new Generator(seed: 1);
        var weight = randn(kernel, generator: random);
        var input = randn(
            [2, kernel[1], .. kernel.Skip(2).Select(size => Math.Max(size + 1, kernel.Length == 5 ? 4 : 8))], generator: random);
        return _ways.All(way => IsRight(input.to(way.Type), weight.to(way.Type), stride, way.IsChannelsLast, way.Tolerance));
    }

    private static bool IsRight(Tensor input, Tensor weight, long stride, bool isChannelsLast, double tolerance)
    {
        // Large kernels take gigabytes if those of all ways live at once.
        using var scope = NewDisposeScope();
        var expected = Convolve(input.to(ScalarType.Float64), weight.to(ScalarType.Float64), stride);
        var actual = Convolve(isChannelsLast ? ChannelsLast.Lay(input) : input, weight, stride);
        return actual.Zip(expected).All(pair => AreNear(pair.First, pair.Second, tolerance));
    }

    private static Tensor[] Convolve(Tensor input, Tensor weight, long stride)
    {
        var (x, w) = (input.detach().requires_grad_(true), weight.detach().requires_grad_(true));
        long[] padding = [.. weight.shape.Skip(2).Select(size => size / 2)];
        long[] strides = [.. padding.Select(_ => stride)];
        var y = padding.Length switch
        {
            1 => nn.functional.conv1d(x, w, stride: stride, padding: padding[0]),
            2 => nn.functional.conv2d(x, w, strides: strides, padding: padding),
            _ => nn.functional.conv3d(x, w, strides: strides, padding: padding),
        };
        y.square().sum().backward();
        return [y, x.grad!, w.grad!];
    }

    // Written so that NaN is not near.
    private static bool AreNear(Tensor actual, Tensor expected, double tolerance) =>
        (actual - expected).abs().max().ToDouble() <= tolerance * expected.abs().max().ToDouble();

    private static PlatformNotSupportedException CannotTurnOff(bool isUnwanted) => new(isUnwanted
        ? $"{Variable}=off needs a libtorch whose oneDNN can be turned off, but the one of this process has no such function."
        : "The network's convolutions need a processor that tells the size of its caches, but this one, a virtual machine's, hides them, "
            + "and oneDNN in libtorch 2.10.0 then computes them wrongly; "
            + "start the process with the environment variable ONEDNN_MAX_CPU_ISA=SSE41.");
}
