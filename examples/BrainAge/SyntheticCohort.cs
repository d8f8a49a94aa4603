using System.Globalization;

namespace BrainAge;

/// <summary>A folder of a cohort that does not exist, as BIDS lays it out; deleted at the end.</summary>
public sealed class SyntheticCohort : IDisposable
{
    private SyntheticCohort(string folder) => Folder = folder;

    /// <summary>The folder.</summary>
    public string Folder { get; }

    /// <summary>Makes the cohort: one scan of each subject, packed 16-bit NIfTI.</summary>
    /// <param name="anatomy">What heads look like.</param>
    /// <param name="subjects">The number of subjects.</param>
    /// <param name="side">The voxels along each axis.</param>
    public static SyntheticCohort Create(Anatomy anatomy, int subjects, int side)
    {
        var cohort = new SyntheticCohort(Directory.CreateTempSubdirectory("synthetic-cohort-").FullName);
        Subject[] people = [.. Enumerable.Range(1, subjects).Select(number => new Subject(number))];
        Parallel.ForEach(people, person => cohort.Write(person, person.Scan(anatomy, side), side));
        File.WriteAllLines(Path.Combine(cohort.Folder, "participants.tsv"), people.Select(Line).Prepend("participant_id\tage\tsex\tsite"));
        return cohort;
    }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private static string Line(Subject person) =>
        string.Create(CultureInfo.InvariantCulture, $"{person.Name}\t{person.Age:F2}\t{person.Sex}\t{person.Site.Name}");

    private void Write(Subject person, float[] voxels, int side)
    {
        var images = Directory.CreateDirectory(Path.Combine(Folder, person.Name, "anat"));
        ScanFile.Write(Path.Combine(images.FullName, $"{person.Name}_T1w.nii.gz"), voxels, side);
    }
}
