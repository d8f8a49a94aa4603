using Microsoft.ML;

namespace Nidl.ML;

/// <summary>The scans of a group of subjects, with what is known of each.</summary>
public sealed class VolumeCohort
{
    private const string ParticipantColumn = "participant_id";
    private const string SessionColumn = "session_id";

    private VolumeCohort(IReadOnlyList<CohortScan> scans, IReadOnlyList<string> withoutScans) =>
        (Scans, SubjectsWithoutScans) = (scans, withoutScans);

    /// <summary>Gets the scans, ordered by subject, session and file.</summary>
    public IReadOnlyList<CohortScan> Scans { get; }

    /// <summary>Gets the subjects of the participants' table that have no scan, in its order.</summary>
    public IReadOnlyList<string> SubjectsWithoutScans { get; }

    /// <summary>
    /// Reads a folder that is laid out as BIDS says: <c>participants.tsv</c>, and images at <c>sub-*/[ses-*/]anat/*_T1w.nii[.gz]</c>. Of
    /// the images the names alone are read.
    /// </summary>
    /// <param name="folder">The folder of the cohort.</param>
    /// <param name="options">The options; null means the defaults.</param>
    /// <returns>
    /// A scan for each image, several for a subject with several sessions or runs. What the tables do not have, or have as <c>n/a</c>, is
    /// missing: NaN or empty. An age in <c>sub-*_sessions.tsv</c> comes before that in <c>participants.tsv</c>.
    /// </returns>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="FileNotFoundException">The folder has no <c>participants.tsv</c>.</exception>
    /// <exception cref="InvalidDataException">A table is not one of BIDS; the message names its file, and line or subject.</exception>
    public static VolumeCohort FromBids(string folder, BidsOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        var chosen = options ?? new BidsOptions();
        var participants = TsvTable.Read(Path.Combine(folder, "participants.tsv"), ParticipantColumn);
        CohortScan[] scans = [.. FoldersIn(folder, "sub-*").SelectMany(subject => ScansOf(subject, participants, chosen))];
        var scanned = scans.Select(scan => scan.Subject).ToHashSet();
        return new(scans, [.. participants.Keys.Where(subject => !scanned.Contains(subject))]);
    }

    /// <summary>Gets the scans as rows, with the columns Path, Subject, Session, Age (Single), Sex and Site.</summary>
    /// <param name="context">The context that the view belongs to.</param>
    public IDataView ToDataView(MLContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Data.LoadFromEnumerable(Scans);
    }

    private static IEnumerable<CohortScan> ScansOf(string folder, TsvTable participants, BidsOptions options)
    {
        var subject = Path.GetFileName(folder);
        var scan = new CohortScan
        {
            Subject = subject,
            Age = participants.Number(subject, options.AgeColumn),
            Sex = participants.Text(subject, options.SexColumn),
            Site = participants.Text(subject, options.SiteColumn),
        };
        var sessionsFile = Path.Combine(folder, $"{subject}_sessions.tsv");
        var sessions = File.Exists(sessionsFile) ? TsvTable.Read(sessionsFile, SessionColumn) : null;
        return [
            .. ImagesIn(folder, options).Select(image => scan with { Path = image }),
            .. FoldersIn(folder, "ses-*").SelectMany(session => ScansOf(session, scan, sessions, options)),
        ];
    }

    private static IEnumerable<CohortScan> ScansOf(string folder, CohortScan subject, TsvTable? sessions, BidsOptions options)
    {
        var session = Path.GetFileName(folder);
        var age = sessions?.Number(session, options.AgeColumn) ?? float.NaN;
        return ImagesIn(folder, options).Select(
            image => subject with { Path = image, Session = session, Age = float.IsNaN(age) ? subject.Age : age });
    }

    private static IEnumerable<string> ImagesIn(string folder, BidsOptions options)
    {
        var images = Path.Combine(folder, options.DataType);
        return Directory.Exists(images)
            ? Directory.EnumerateFiles(images).Where(image => IsImage(image, options.Suffix)).Order(StringComparer.Ordinal)
            : [];
    }

    private static bool IsImage(string path, string suffix) =>
        path.EndsWith($"_{suffix}.nii", StringComparison.Ordinal) || path.EndsWith($"_{suffix}.nii.gz", StringComparison.Ordinal);

    private static IEnumerable<string> FoldersIn(string folder, string pattern) =>
        Directory.EnumerateDirectories(folder, pattern).Order(StringComparer.Ordinal);
}
