using Microsoft.ML.Data;
using Microsoft.ML.Model.OnnxConverter;
using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// The graph that ML.NET's <c>ConvertToOnnx</c> builds, as we add to it; used within <see cref="MLNetInternals.Use"/> alone. ML.NET keeps
/// the names of values and of columns in one list, so each name of ours begins with that of a column of ours, and none is a column's own.
/// </summary>
/// <param name="mlnetContext">ML.NET's side of the graph, its own <c>OnnxContext</c>.</param>
/// <param name="prefix">How the names of values begin.</param>
internal sealed class OnnxContextGraph(object mlnetContext, string prefix) : OnnxGraph
{
    private readonly OnnxContext _context = (OnnxContext)mlnetContext;

    // Null would be ai.onnx.ml, whose operators are others.
    private const string Domain = "";

    /// <summary>Gets the oldest version that ML.NET exports: it does not say which one was asked for.</summary>
    public override int OperatorSet => 9;

    public override void Require(int operatorSet, string what) => _context.CheckOpSetVersion(operatorSet, what);

    public override string AddConstant(string name, Tensor values)
    {
        using var scope = NewDisposeScope();
        var flat = values.detach().cpu().flatten(); // (size)
        return values.dtype switch
        {
            // ML.NET has single values by themselves.
            ScalarType.Int64 when values.dim() == 0 => _context.AddInitializer(values.item<long>(), Prefix(name)),
            ScalarType.Float64 when values.dim() == 0 => _context.AddInitializer(values.item<double>(), Prefix(name)),
            _ when values.dim() == 0 => _context.AddInitializer(values.to_type(ScalarType.Float32).item<float>(), Prefix(name)),
            ScalarType.Int64 => _context.AddInitializer(flat.data<long>().ToArray(), values.shape, Prefix(name)),
            ScalarType.Float64 => _context.AddInitializer(flat.data<double>().ToArray(), values.shape, Prefix(name)),
            _ => _context.AddInitializer(flat.to_type(ScalarType.Float32).data<float>().ToArray(), values.shape, Prefix(name)),
        };
    }

    /// <summary>Gets whether the graph computes a column so far.</summary>
    public bool HasColumn(string name) => _context.ContainsColumn(name);

    /// <summary>Gets the value that a column is.</summary>
    public string ValueOf(string column) => _context.GetVariableName(column);

    /// <summary>Makes a column of the model out of a value.</summary>
    /// <param name="column">The column.</param>
    /// <param name="type">Its type.</param>
    public void AddColumn(OnnxColumn column, DataViewType type)
    {
        var variable = _context.AddIntermediateVariable(type, column.Name);
        Connect("Identity", column.Name, [column.Value], [variable], []);
    }

    protected override string CreateValue(string name) => _context.AddIntermediateVariable(null!, Prefix(name), skip: true);

    protected override void Connect(
        string operation, string name, IReadOnlyList<string> inputs, IReadOnlyList<string> outputs, ReadOnlySpan<OnnxAttribute> attributes)
    {
        var node = _context.CreateNode(operation, inputs, outputs, _context.GetNodeName(Prefix(name)), Domain);
        foreach (var attribute in attributes)
            Set(node, attribute);
    }

    private static void Set(OnnxNode node, OnnxAttribute attribute)
    {
        switch (attribute.Value)
        {
            case float number:
                node.AddAttribute(attribute.Name, (double)number);
                break;
            case long integer:
                node.AddAttribute(attribute.Name, integer);
                break;
            case var integers:
                node.AddAttribute(attribute.Name, (long[])integers);
                break;
        }
    }

    private string Prefix(string name)
    {
        name = $"{prefix}{name}";
        while (_context.ContainsColumn(name))
            name = $"{name}_";
        return name;
    }
}
