using Onnx;

namespace Nidl.ML.Tests.Onnx;

/// <summary>Reads ONNX files with OnnxSharp, which was made from the format's own schema.</summary>
internal static class OnnxModels
{
    public static byte[] Write(Action<Stream> write)
    {
        using var file = new MemoryStream();
        write(file);
        return file.ToArray();
    }

    public static ModelProto Read(Action<Stream> write) => ModelProto.Parser.ParseFrom(Write(write));

    /// <summary>Gets an input or output as text, for example <c>Image: Float N, 1, 6, 6</c>.</summary>
    public static string Describe(ValueInfoProto value)
    {
        var tensor = value.Type.TensorType;
        var dimensions = tensor.Shape.Dim.Select(dimension => dimension.DimParam.Length > 0 ? dimension.DimParam : $"{dimension.DimValue}");
        return $"{value.Name}: {(TensorProto.Types.DataType)tensor.ElemType} {string.Join(", ", dimensions)}";
    }

    /// <summary>Gets the operators of a graph in their order, one word each.</summary>
    public static string Operators(ModelProto model) => string.Join(' ', model.Graph.Node.Select(node => node.OpType));

    /// <summary>Checks that each value of a graph is made once, before it is used, and that no node is without use or name.</summary>
    public static void AssertIsWellFormed(GraphProto graph)
    {
        var known = graph.Input.Select(input => input.Name).Concat(graph.Initializer.Select(constant => constant.Name)).ToHashSet();
        Assert.AreEqual(graph.Input.Count + graph.Initializer.Count, known.Count);
        foreach (var node in graph.Node)
        {
            Assert.IsTrue(node.Input.All(known.Contains), node.Name);
            Assert.IsTrue(node.Output.All(known.Add), node.Name);
        }
        Assert.IsTrue(graph.Output.All(output => known.Contains(output.Name)));
        Assert.AreEqual(graph.Node.Count, graph.Node.Select(node => node.Name).Distinct().Count());
    }
}
