using System.Diagnostics;
using System.Reflection;

namespace Nidl.ML.Package.Tests;

/// <summary>The packages, packed once for all tests into a temporary folder, and commands in that folder.</summary>
[TestClass]
public sealed class PackedFeed
{
    /// <summary>Gets the version of these packages: NuGet unpacks a version only once, so each run has one of its own.</summary>
    public static string Version { get; } = $"0.1.0-test.{Guid.NewGuid():N}";

    public static string Folder { get; } = Directory.CreateTempSubdirectory("nidl-packed-").FullName;

    [AssemblyInitialize]
    public static void Pack(TestContext context)
    {
        foreach (var project in new[] { "Nidl.ML.Losses", "Nidl.ML" })
            DotNet(
                $"pack {Built("Sources")}/{project}/{project}.csproj --no-build -c {Built("Configuration")} -o . "
                + $"-p:PackageVersion={Version}");
    }

    [AssemblyCleanup]
    public static void Delete() => Directory.Delete(Folder, recursive: true);

    /// <summary>Gets a property that the build wrote into this assembly.</summary>
    public static string Built(string name) =>
        typeof(PackedFeed).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == name).Value!;

    /// <summary>Runs the SDK in the folder and gives what it prints.</summary>
    public static string DotNet(string arguments) => Run("dotnet", arguments);

    /// <summary>Runs a program in the folder and gives what it prints.</summary>
    /// <param name="program">The program: of the path, or by its path in the folder.</param>
    /// <param name="arguments">The arguments.</param>
    public static string Run(string program, string arguments)
    {
        var file = Path.GetFileName(program) == program ? program : Path.Combine(Folder, program);
        var start = new ProcessStartInfo(file, arguments)
        {
            WorkingDirectory = Folder, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        // What the build around the tests tells its own processes.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToArray())
            start.Environment.Remove(name);
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.AreEqual(0, process.ExitCode, $"{program} {arguments}\n{output}{errors.Result}");
        return output;
    }
}
