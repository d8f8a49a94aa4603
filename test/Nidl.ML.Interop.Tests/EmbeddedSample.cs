using Microsoft.ML;
using Microsoft.ML.Data;
using Nidl.ML.Tests;

namespace Nidl.ML.Interop.Tests;

/// <summary>A sample whose embedding is a plain column, as from any other source.</summary>
internal sealed class EmbeddedSample
{
    [VectorType(4)]
    public float[] Embedding { get; set; } = [];

    public string Kind { get; set; } = "";

    public bool IsTop { get; set; }

    /// <summary>Copies the rows of a view that has our embedding.</summary>
    public static IDataView Copy(MLContext ml, IDataView embedded) => ml.Data.LoadFromEnumerable(
        new MLContext().Data.CreateEnumerable<EmbeddedSample>(embedded, reuseRowObject: false).ToArray());
}
