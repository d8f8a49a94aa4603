namespace Nidl.ML;

/// <summary>
/// One scan of a cohort: a row of the view that <see cref="VolumeCohort.ToDataView"/> gives, with a column for each property.
/// </summary>
public sealed record CohortScan
{
    /// <summary>Gets the path of the volume.</summary>
    public string Path { get; init; } = "";

    /// <summary>Gets the subject, as the cohort names it: <c>sub-01</c>.</summary>
    public string Subject { get; init; } = "";

    /// <summary>Gets the session, as the cohort names it: <c>ses-02</c>; empty where there are none.</summary>
    public string Session { get; init; } = "";

    /// <summary>Gets the age in the cohort's unit, which BIDS recommends to be years; NaN if it is not known.</summary>
    public float Age { get; init; } = float.NaN;

    /// <summary>Gets the sex as the cohort writes it; empty if it is not known.</summary>
    public string Sex { get; init; } = "";

    /// <summary>Gets the site; empty if it is not known.</summary>
    public string Site { get; init; } = "";
}
