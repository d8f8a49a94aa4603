using Microsoft.ML;

namespace Nidl.ML;

/// <summary>Adds NumPy's archives to <see cref="SelfSupervisedCatalog"/>.</summary>
public static class NpzCatalog
{
    /// <summary>
    /// Loads arrays of NumPy's <c>.npz</c> archive, for example of a MedMNIST file, as the columns of a view: of each array the first index
    /// counts the rows.
    /// </summary>
    /// <param name="catalog">The catalog, <c>mlContext.SelfSupervised</c>.</param>
    /// <param name="path">The archive, as <c>numpy.savez</c> or <c>numpy.savez_compressed</c> writes it.</param>
    /// <param name="columns">The columns to make, at least one, and the name in the archive of the array that each is made of.</param>
    /// <returns>
    /// A view of these columns: a vector of Single of the array's other dimensions; where those are 1, or none, a Single. The values stay
    /// in memory as they are in the file, and are turned into Single when a row is asked for.
    /// </returns>
    /// <exception cref="ArgumentException">No column is given, or one twice.</exception>
    /// <exception cref="InvalidDataException">
    /// The archive has no such array, or one that cannot be used; the message names file and array.
    /// </exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static IDataView LoadNpz(this SelfSupervisedCatalog catalog, string path, params (string ColumnName, string ArrayName)[] columns)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(columns);
        if (columns.Length == 0 || columns.DistinctBy(column => column.ColumnName).Count() < columns.Length)
            throw new ArgumentException("LoadNpz needs at least one column, and each name once.", nameof(columns));
        return NpzView.Read(path, columns);
    }
}
