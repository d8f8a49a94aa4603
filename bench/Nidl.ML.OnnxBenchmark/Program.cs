using System.CommandLine;

namespace Nidl.ML.OnnxBenchmark;

/// <summary>`dotnet run -c Release --project bench/Nidl.ML.OnnxBenchmark -- table`, then `-- start torch` and `-- start onnx`.</summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        var table = new Command("table", "every encoder and probe: file, differences, rates; writes the files that 'start' reads");
        table.SetAction(_ => Table.Print());
        var library = new Argument<string>("library") { Description = "torch or onnx" };
        var start = new Command("start", "the first embedding of a process that has one library alone") { library };
        start.SetAction(result => Start.Print(result.GetRequiredValue(library)));
        return new RootCommand("Compares libtorch with ONNX Runtime.") { table, start }.Parse(arguments).Invoke();
    }
}
