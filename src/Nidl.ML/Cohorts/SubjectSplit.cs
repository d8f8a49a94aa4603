using Microsoft.ML;

namespace Nidl.ML;

/// <summary>Rows in two parts that have no subject in common.</summary>
/// <param name="TrainSet">The rows to learn from.</param>
/// <param name="TestSet">The rows to test on.</param>
public sealed record SubjectSplit(IDataView TrainSet, IDataView TestSet);
