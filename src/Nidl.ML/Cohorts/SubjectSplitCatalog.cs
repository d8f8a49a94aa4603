using Microsoft.ML;

namespace Nidl.ML;

/// <summary>Adds the split by subject to <see cref="SelfSupervisedCatalog"/>.</summary>
public static class SubjectSplitCatalog
{
    /// <summary>
    /// Splits rows so that all rows of a subject are in one part, and both parts have the same distribution of a quantity, for example of
    /// the age.
    /// </summary>
    /// <param name="catalog">The catalog, <c>mlContext.SelfSupervised</c>.</param>
    /// <param name="data">The rows; all are in one of the parts, in their order.</param>
    /// <param name="subjectColumnName">The column of text that names the subject of a row.</param>
    /// <param name="stratificationColumnName">
    /// The column of the quantity, a Single; of a subject the mean counts. Null splits by subject alone.
    /// </param>
    /// <param name="testFraction">
    /// The share of the subjects, not of the rows, that the test set gets, between 0 and 1. The default is 0.1.
    /// </param>
    /// <param name="seed">Which split. Equal seeds give equal splits, whatever the order of the rows. The default is 0.</param>
    /// <returns>Both parts, each with one subject at least.</returns>
    /// <remarks>
    /// The subjects are ordered by the quantity and divided into as many neighborhoods as the test set has subjects; one of each, drawn at
    /// random, goes into the test set. Those whose quantity is missing (NaN) are neighbors of each other, and are not left out. ML.NET's
    /// <c>TrainTestSplit</c> with a quantity as its sampling key puts the lowest values into the test set and drops rows without one.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A column is missing or of another type, or the fraction is not between 0 and 1.
    /// </exception>
    /// <exception cref="ArgumentException">There are fewer than two subjects.</exception>
    /// <exception cref="InvalidOperationException">A row has no subject.</exception>
    public static SubjectSplit SplitBySubject(
        this SelfSupervisedCatalog catalog, IDataView data, string subjectColumnName, string? stratificationColumnName = null,
        double testFraction = 0.1, int seed = 0)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(data);
        Requires.Between(testFraction, 0, 1, nameof(testFraction));
        var rows = SubjectRows.Read(data, subjectColumnName, stratificationColumnName);
        var drawn = rows.Draw(testFraction, seed);
        return new(
            RowSubset.Choose(data, [.. rows.Subjects.Select(subject => !drawn.Contains(subject))]),
            RowSubset.Choose(data, [.. rows.Subjects.Select(drawn.Contains)]));
    }
}
