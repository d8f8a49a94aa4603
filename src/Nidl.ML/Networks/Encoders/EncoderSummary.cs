using System.Globalization;
using System.Text;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>Prints a network as a table: its layers in order, the shape that each gives, and its parameters.</summary>
internal static class EncoderSummary
{
    private sealed record Row(string Layer, string Type, string Output, string Parameters);

    public static string Create(nn.Module<Tensor, Tensor> module, InputShape inputShape)
    {
        var layers = FindLayers("", module).ToList();
        var shapes = TraceShapes(module, layers.Select(layer => layer.Module), inputShape);
        var rows =
            new List<Row> { new("layer", "type", "output", "parameters"), new("(input)", "", Symbolic(inputShape.WithBatch(2)), "") };
        rows.AddRange(layers.Select(layer => new Row(
            layer.Name.Length == 0 ? "(encoder)" : layer.Name,
            layer.Module.GetType().Name,
            shapes.GetValueOrDefault(layer.Module, ""),
            Count(layer.Module.parameters(recurse: false)))));
        rows.Add(new Row("(total)", "", shapes[module], Count(module.parameters())));
        return Format(rows);
    }

    /// <summary>Finds, in order, the modules that have no parts or have parameters of their own.</summary>
    private static IEnumerable<(string Name, nn.Module Module)> FindLayers(string name, nn.Module module)
    {
        var children = module.named_children().ToList();
        if (children.Count == 0 || module.parameters(recurse: false).Any())
            yield return (name, module);
        foreach (var (part, child) in children)
            foreach (var layer in FindLayers(name.Length == 0 ? part : $"{name}.{part}", child))
                yield return layer;
    }

    private static Dictionary<nn.Module, string> TraceShapes(
        nn.Module<Tensor, Tensor> module, IEnumerable<nn.Module> layers, InputShape inputShape)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var shapes = new Dictionary<nn.Module, string>(ReferenceEqualityComparer.Instance);
        foreach (var layer in layers.OfType<nn.Module<Tensor, Tensor>>())
            layer.register_forward_hook((_, _, output) =>
            {
                shapes[layer] = Symbolic(output.shape);
                return output;
            });
        module.eval();
        shapes[module] = Symbolic(module.call(zeros(inputShape.WithBatch(2))).shape);
        return shapes;
    }

    private static string Symbolic(long[] shape) => $"({string.Join(", ", shape.Skip(1).Select(size => $"{size}").Prepend("N"))})";

    private static string Count(IEnumerable<Tensor> parameters) =>
        parameters.Sum(parameter => parameter.numel()).ToString("N0", CultureInfo.InvariantCulture);

    private static string Format(List<Row> rows)
    {
        Func<Row, string>[] columns = [row => row.Layer, row => row.Type, row => row.Output, row => row.Parameters];
        var widths = columns.Select(column => rows.Max(row => column(row).Length)).ToArray();
        var table = new StringBuilder();
        foreach (var row in rows)
        {
            var cells = columns.Select(
                (column, i) => i == columns.Length - 1 ? column(row).PadLeft(widths[i]) : column(row).PadRight(widths[i]));
            table.Append(string.Join("  ", cells).TrimEnd()).Append('\n');
        }
        return table.ToString();
    }
}
