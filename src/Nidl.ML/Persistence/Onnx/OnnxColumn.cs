namespace Nidl.ML;

/// <summary>A column that an ONNX graph computes.</summary>
/// <param name="Name">The column's name.</param>
/// <param name="Value">The value of the graph that it is: (N, Size).</param>
/// <param name="Type">The type of its items.</param>
/// <param name="Size">The number of its items in a row.</param>
internal sealed record OnnxColumn(string Name, string Value, OnnxType Type, long Size);
