using Microsoft.ML;

namespace Nidl.ML;

/// <summary>A probe to try: any ML.NET trainer or pipeline that appends Score (and PredictedLabel for classes).</summary>
/// <param name="Name">The name under which it stands in the leaderboard.</param>
/// <param name="Estimator">The trainer; it reads the label and the columns of its choice.</param>
public sealed record ProbeCandidate(string Name, IEstimator<ITransformer> Estimator)
{
    /// <summary>Gets the name under which it stands in the leaderboard.</summary>
    /// <exception cref="ArgumentException">The value is null or empty.</exception>
    public string Name { get; init => field = Requires.NotEmpty(value); } = Requires.NotEmpty(Name, nameof(Name));

    /// <summary>Gets the trainer.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public IEstimator<ITransformer> Estimator { get; init => field = Requires.NotNull(value); } =
        Requires.NotNull(Estimator, nameof(Estimator));
}
