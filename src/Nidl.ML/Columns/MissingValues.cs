namespace Nidl.ML;

/// <summary>
/// Says what a training does with a row that lacks an auxiliary value: NaN in a Single or Double, or the missing key. Int32 and Boolean
/// have no missing value.
/// </summary>
public enum MissingValues
{
    /// <summary>The training ends with an error that names column and row. The default.</summary>
    Refuse,

    /// <summary>
    /// The row has no neighbors: only its own other view is a positive for it, and it is one for no other row, as in SimCLR.
    /// </summary>
    NoNeighbors,
}
