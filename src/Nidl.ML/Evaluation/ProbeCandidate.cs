using Microsoft.ML;

namespace Nidl.ML;

/// <summary>A probe to try: any ML.NET trainer or pipeline that appends Score (and PredictedLabel for classes).</summary>
/// <param name="Name">The name under which it stands in the leaderboard.</param>
/// <param name="Estimator">The trainer; it reads the label and the columns of its choice.</param>
public sealed record ProbeCandidate(string Name, IEstimator<ITransformer> Estimator);
