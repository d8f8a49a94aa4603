using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// A graph of ONNX's operators under construction, in a file of our own or in one that ML.NET makes. A value of the graph is known by its
/// name; the first dimension of each is the rows of the batch, of which there may be any number.
/// </summary>
internal abstract class OnnxGraph
{
    private int _nodes;

    /// <summary>
    /// Gets the version of ONNX's operators that may be counted on; what newer ones say must be said in older ones' words.
    /// </summary>
    public abstract int OperatorSet { get; }

    /// <summary>Checks that the graph has a version of the operators, where there is no other way to say something.</summary>
    /// <param name="operatorSet">The version.</param>
    /// <param name="what">What needs it, for the message.</param>
    /// <exception cref="ArgumentException">The graph is of an older version.</exception>
    public abstract void Require(int operatorSet, string what);

    /// <summary>Adds a constant.</summary>
    /// <param name="name">What it is; it gets that name unless another value has it.</param>
    /// <param name="values">
    /// The values: Int64, Float64, or any other floating-point type, which becomes Float32. They live until the graph is written.
    /// </param>
    /// <returns>The constant.</returns>
    public abstract string AddConstant(string name, Tensor values);

    /// <summary>Adds a constant of integers, (count).</summary>
    public string AddConstant(string name, params long[] values) => AddConstant(name, tensor(values));

    /// <summary>Adds an operation of one result.</summary>
    /// <param name="operation">The operator's name.</param>
    /// <param name="inputs">The values that it works on.</param>
    /// <param name="attributes">Its settings.</param>
    /// <returns>The result.</returns>
    public string AddNode(string operation, IReadOnlyList<string> inputs, params ReadOnlySpan<OnnxAttribute> attributes) =>
        AddNode(operation, inputs, results: 1, attributes)[0];

    /// <summary>Adds an operation of several results.</summary>
    public IReadOnlyList<string> AddNode(
        string operation, IReadOnlyList<string> inputs, int results, params ReadOnlySpan<OnnxAttribute> attributes)
    {
        var name = $"{operation}_{_nodes++}";
        string[] values = [.. Enumerable.Range(0, results).Select(i => CreateValue(i == 0 ? name : $"{name}_{i}"))];
        Connect(operation, name, inputs, values, attributes);
        return values;
    }

    /// <summary>Makes a name that no other value has, from a wished one.</summary>
    protected abstract string CreateValue(string name);

    /// <summary>Adds an operation between values.</summary>
    protected abstract void Connect(
        string operation, string name, IReadOnlyList<string> inputs, IReadOnlyList<string> outputs, ReadOnlySpan<OnnxAttribute> attributes);
}
