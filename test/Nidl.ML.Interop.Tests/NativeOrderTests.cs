using System.Diagnostics;

namespace Nidl.ML.Interop.Tests;

/// <summary>libtorch, ONNX Runtime and LightGBM, each with native threads of its own, in one process.</summary>
[TestClass]
public sealed class NativeOrderTests
{
    private static readonly string[] s_libraries = ["libtorch", "onnxruntime", "lightgbm"];

    [TestMethod]
    public void Libraries_InEachOrderOfFirstUse_ComputeWhatEachComputesAlone()
    {
        var alone = s_libraries.ToDictionary(name => name, name => Run(name).Single());
        foreach (var order in Orders())
        {
            string[] twice = [.. order, .. order];
            CollectionAssert.AreEqual(twice.Select(name => alone[name]).ToArray(), Run(twice), string.Join(", ", order));
        }
    }

    private static IEnumerable<string[]> Orders() =>
        from first in s_libraries
        from second in s_libraries.Except([first])
        from third in s_libraries.Except([first, second])
        select new[] { first, second, third };

    private static string[] Run(params string[] order)
    {
        var host = Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? Environment.ProcessPath! : "dotnet";
        var start = new ProcessStartInfo(host) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "Nidl.ML.NativeOrder.dll"));
        foreach (var name in order)
            start.ArgumentList.Add(name);
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var lines = process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        process.WaitForExit();
        Assert.AreEqual(0, process.ExitCode, errors.Result);
        return lines;
    }
}
