using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Losses.Tests.Native;

[TestClass]
public sealed class OneDnnCachesTests
{
    [TestMethod]
    public void AreRight_OnLinux_Holds()
    {
        Libtorch.Load();
        Assert.IsTrue(OneDnnCaches.AreRight || !OperatingSystem.IsLinux());
    }

    /// <summary>On a machine that hides its caches these were wrong by tens of per cent, or ended the process.</summary>
    [TestMethod]
    [DataRow(24, 20, 3, 1)]
    [DataRow(256, 512, 1, 2)]
    [DataRow(512, 1024, 1, 2)]
    [DataRow(1024, 256, 1, 1)]
    public void Load_ThenAnyConvolution_IsThatOfDoublePrecision(int inputChannels, int outputChannels, int side, int stride)
    {
        Libtorch.Load();
        using var scope = NewDisposeScope();
        using var random = new Generator(1);
        var input = randn([2, inputChannels, 8, 8], generator: random);
        var weight = randn([outputChannels, inputChannels, side, side], generator: random);
        var expected = Convolve(input.to(float64), weight.to(float64), stride);
        var actual = Convolve(input, weight, stride);
        for (var i = 0; i < expected.Length; i++)
            Assert.IsLessThan(1e-4 * expected[i].abs().max().ToDouble(), (actual[i] - expected[i]).abs().max().ToDouble());
    }

    [TestMethod]
    public void FindSymbol_OfTheLibraryInUse_IsWhereTheLoaderHasIt()
    {
        Libtorch.Load();
        if (!OperatingSystem.IsLinux())
            return;
        const string first = "_ZN2at13globalContextEv", second = "_ZN2at15set_num_threadsEi";
        var path = NativeDirectories.Find(LibtorchPackage.FileOfAll)!;
        var library = NativeLibrary.Load(LibtorchPackage.FileOfAll);
        Assert.AreEqual(
            (long)(NativeLibrary.GetExport(library, second) - NativeLibrary.GetExport(library, first)),
            (long)(ElfSymbols.Find(path, second)!.Value - ElfSymbols.Find(path, first)!.Value));
        Assert.IsNull(ElfSymbols.Find(path, "no such name"));
    }

    private static Tensor[] Convolve(Tensor input, Tensor weight, int stride)
    {
        var (x, w) = (input.detach().requires_grad_(true), weight.detach().requires_grad_(true));
        var padding = weight.shape[2] / 2;
        var y = nn.functional.conv2d(x, w, strides: [stride, stride], padding: [padding, padding]);
        y.square().sum().backward();
        return [y, x.grad!, w.grad!];
    }
}
