namespace Nidl.ML;

/// <summary>
/// A setting of a node of an ONNX graph: an integer, a number or a list of integers, which stands as a pair of its name and its value.
/// </summary>
internal readonly record struct OnnxAttribute
{
    private OnnxAttribute(string name, object value) => (Name, Value) = (name, value);

    public string Name { get; }

    /// <summary>Gets the value: a <see cref="long"/>, a <see cref="float"/> or an array of <see cref="long"/>.</summary>
    public object Value { get; }

    public static implicit operator OnnxAttribute((string Name, long Value) attribute) => new(attribute.Name, attribute.Value);

    public static implicit operator OnnxAttribute((string Name, float Value) attribute) => new(attribute.Name, attribute.Value);

    public static implicit operator OnnxAttribute((string Name, long[] Value) attribute) => new(attribute.Name, attribute.Value);
}
