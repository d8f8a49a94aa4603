namespace Nidl.ML;

/// <summary>A network that says what its forward pass computes in evaluation mode as an ONNX graph, too.</summary>
internal interface IOnnxModule
{
    /// <summary>Adds the network to a graph.</summary>
    /// <param name="layers">The graph, and the layers that it can be said with.</param>
    /// <param name="input">The value that the network is called with.</param>
    /// <returns>The value that it gives.</returns>
    string AddTo(OnnxLayers layers, string input);
}
