using Microsoft.ML;
using Microsoft.ML.Data;

namespace Nidl.ML;

/// <summary>What a transformer of ours does with a row: computes columns from one of the row's own and appends them.</summary>
internal interface IRowMapping
{
    /// <summary>Finds the column that the appended ones are computed from.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing or of a type that cannot be used.</exception>
    DataViewSchema.Column FindSource(DataViewSchema input);

    /// <summary>Gets the input columns followed by the appended ones, which hide input columns of their names.</summary>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The column that they are computed from is missing or of a type that cannot be used.
    /// </exception>
    DataViewSchema Append(DataViewSchema input);

    /// <summary>Opens a row that has the source active.</summary>
    /// <returns>
    /// What makes the <see cref="ValueGetter{TValue}"/> of an appended column; getters of one row share what they compute of it.
    /// </returns>
    Func<DataViewSchema.Column, Delegate> Open(DataViewRow row);

    /// <summary>Checks that the appended columns can be computed in ONNX. A mapping that does not say how refuses.</summary>
    /// <exception cref="NotSupportedException">They cannot; the message names the columns.</exception>
    void CheckOnnx() =>
        throw new NotSupportedException($"An ONNX model must compute each column, but ONNX cannot do what {GetType().Name} does.");

    /// <summary>Adds to an ONNX graph what computes the appended columns.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="source">The value that the source is: (N, ...).</param>
    /// <returns>The appended columns, in their order in the schema.</returns>
    /// <exception cref="NotSupportedException">They cannot be computed in ONNX; the message names what cannot.</exception>
    IReadOnlyList<OnnxColumn> AddTo(OnnxGraph graph, string source)
    {
        CheckOnnx();
        return [];
    }
}
