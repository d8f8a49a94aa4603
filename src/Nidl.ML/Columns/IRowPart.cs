using Microsoft.ML;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>A part of a training row that becomes a tensor: the features, the second view or the auxiliary variables.</summary>
internal interface IRowPart
{
    /// <summary>Gets the shape of one row's part, without the batch.</summary>
    InputShape Shape { get; }

    /// <summary>Gets the type of the part's values.</summary>
    ScalarType ElementType { get; }

    /// <summary>Gets the columns of a schema that the part is read from.</summary>
    IEnumerable<DataViewSchema.Column> Sources(DataViewSchema schema);

    /// <summary>Gets the reader of a cursor's current row; the cursor has the <see cref="Sources"/> active.</summary>
    IRowPartReader Open(DataViewRow row);
}

/// <summary>Reads a part of a cursor's current row.</summary>
internal interface IRowPartReader
{
    /// <summary>Writes the part's values, as many as its shape has and of its type, into <paramref name="destination"/>.</summary>
    /// <exception cref="InvalidOperationException">A value cannot be used; the message names column and row.</exception>
    void Read(Span<byte> destination);
}
