namespace Nidl.ML;

/// <summary>The options of <see cref="VolumeCohort.FromBids"/>.</summary>
public sealed record BidsOptions
{
    /// <summary>Gets the suffix of the images, which stands behind the last underscore of their names. The default is <c>T1w</c>.</summary>
    public string Suffix { get; init => field = Requires.NotEmpty(value); } = "T1w";

    /// <summary>Gets the folder of a subject or session in which the images lie. The default is <c>anat</c>.</summary>
    public string DataType { get; init => field = Requires.NotEmpty(value); } = "anat";

    /// <summary>Gets the column of <c>participants.tsv</c> with the age. The default is <c>age</c>.</summary>
    public string AgeColumn { get; init => field = Requires.NotEmpty(value); } = "age";

    /// <summary>Gets the column of <c>participants.tsv</c> with the sex. The default is <c>sex</c>.</summary>
    public string SexColumn { get; init => field = Requires.NotEmpty(value); } = "sex";

    /// <summary>Gets the column of <c>participants.tsv</c> with the site. The default is <c>site</c>.</summary>
    public string SiteColumn { get; init => field = Requires.NotEmpty(value); } = "site";
}
