using System.Diagnostics;
using System.Reflection;
using System.Text;

namespace Nidl.ML.GpuCheck;

/// <summary>Runs the tests of the category <c>Device</c>, which take CUDA where there is one.</summary>
internal static class DeviceTests
{
    private static readonly string[] s_projects = ["test/Nidl.ML.Losses.Tests", "test/Nidl.ML.Tests"];

    /// <summary>Gets the folder of the repository that this program was built from.</summary>
    public static string RepositoryRoot => Built("RepositoryRoot");

    public static TestOutput Run()
    {
        var output = new StringBuilder();
        foreach (var project in s_projects)
            output.Append(Run(project));
        return TestOutput.Of(output.ToString());
    }

    private static string Run(string project)
    {
        Console.WriteLine($"gpu-check: the tests about devices of {project}");
        var start = new ProcessStartInfo("dotnet", $"test --project {project} -c Release --filter TestCategory=Device")
        {
            WorkingDirectory = RepositoryRoot, RedirectStandardOutput = true,
        };
        start.Environment["Cuda"] = Built("Cuda"); // MSBuild takes it as a property: the tests load the same libtorch
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output;
    }

    private static string Built(string name) =>
        typeof(DeviceTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == name).Value
            ?? "";
}
