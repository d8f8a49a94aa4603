using System.Runtime.InteropServices;
using Microsoft.ML;

namespace Nidl.ML;

/// <summary>Reads the auxiliary variables of a cursor's current row, and refuses infinite and, if wanted, missing ones.</summary>
internal sealed class AuxiliaryVariablesReader(
    DataViewRow row, IReadOnlyList<AuxiliaryColumn> columns, MissingValues missing) : IRowPartReader
{
    private readonly IAuxiliaryColumnReader[] _readers = [.. columns.Select(column => column.Open(row))];

    public void Read(Span<byte> destination)
    {
        var variables = MemoryMarshal.Cast<byte, double>(destination);
        for (var i = 0; i < _readers.Length; i++)
        {
            var values = variables[..columns[i].Width];
            _readers[i].Read(values);
            Check(values, columns[i].Name);
            variables = variables[values.Length..];
        }
    }

    private void Check(ReadOnlySpan<double> values, string column)
    {
        foreach (var value in values)
        {
            if (double.IsInfinity(value))
                throw new InvalidOperationException(FormattableString.Invariant(
                    $"Auxiliary column '{column}' must have finite values, but row {row.Position} has {value}."));
            if (double.IsNaN(value) && missing == MissingValues.Refuse)
                throw new InvalidOperationException(
                    $"Auxiliary column '{column}' must have a value in every row, but it is missing in row {row.Position}; replace it, "
                    + "drop the row, or set MissingValues to NoNeighbors.");
        }
    }
}
