using Microsoft.ML;
using Microsoft.ML.Data;
using Nidl.ML.Tests.Nifti;

namespace Nidl.ML.Tests.Cohorts;

[TestClass]
public sealed class VolumeCohortTests
{
    private readonly TemporaryFolder _folder = new();

    [TestCleanup]
    public void DeleteFolder() => _folder.Dispose();

    [TestMethod]
    public void FromBids_SubjectsSessionsAndRuns_GivesEachImage()
    {
        Write("participants.tsv", "participant_id\tage\tsex\tsite\nsub-02\t31.5\tF\tLyon\nsub-01\tn/a\tM\tn/a\nsub-09\t70\tF\tLyon\n");
        Touch(
            "sub-01/anat/sub-01_run-1_T1w.nii", "sub-01/anat/sub-01_run-2_T1w.nii.gz", "sub-01/anat/sub-01_T2w.nii",
            "sub-01/anat/sub-01_T1w.json");
        Touch("sub-02/ses-b/anat/sub-02_ses-b_T1w.nii", "sub-02/ses-a/anat/sub-02_ses-a_T1w.nii", "sub-02/ses-a/func/sub-02_ses-a_T1w.nii");
        Touch("sub-03/anat/sub-03_T1w.nii", "derivatives/sub-02/anat/sub-02_T1w.nii");
        var cohort = VolumeCohort.FromBids(_folder.Path);
        CohortScan[] expected =
        [
            new() { Path = "sub-01/anat/sub-01_run-1_T1w.nii", Subject = "sub-01", Sex = "M" },
            new() { Path = "sub-01/anat/sub-01_run-2_T1w.nii.gz", Subject = "sub-01", Sex = "M" },
            new() { Path = "sub-02/ses-a/anat/sub-02_ses-a_T1w.nii", Subject = "sub-02", Session = "ses-a", Age = 31.5f, Sex = "F",
                Site = "Lyon" },
            new() { Path = "sub-02/ses-b/anat/sub-02_ses-b_T1w.nii", Subject = "sub-02", Session = "ses-b", Age = 31.5f, Sex = "F",
                Site = "Lyon" },
            new() { Path = "sub-03/anat/sub-03_T1w.nii", Subject = "sub-03" },
        ];
        CollectionAssert.AreEqual(
            expected,
            cohort.Scans.Select(scan => scan with { Path = Path.GetRelativePath(_folder.Path, scan.Path).Replace('\\', '/') }).ToArray());
        CollectionAssert.AreEqual(new[] { "sub-09" }, cohort.SubjectsWithoutScans.ToArray());
    }

    [TestMethod]
    public void FromBids_AgeOfTheSession_ComesBeforeTheParticipants()
    {
        Write("participants.tsv", "participant_id\tage\nsub-01\t30\n");
        Touch("sub-01/ses-1/anat/sub-01_ses-1_T1w.nii", "sub-01/ses-2/anat/sub-01_ses-2_T1w.nii", "sub-01/ses-3/anat/sub-01_ses-3_T1w.nii");
        Write("sub-01/sub-01_sessions.tsv", "session_id\tage\nses-2\t32\nses-3\tn/a\n");
        CollectionAssert.AreEqual(new[] { 30f, 32f, 30f }, VolumeCohort.FromBids(_folder.Path).Scans.Select(scan => scan.Age).ToArray());
    }

    [TestMethod]
    public void FromBids_Options_ChooseImagesAndColumns()
    {
        Write("participants.tsv", "participant_id\tage\tage_at_scan\tgender\tcenter\nsub-01\t1\t40\tF\tParis\n");
        Touch("sub-01/perf/sub-01_asl.nii.gz", "sub-01/anat/sub-01_T1w.nii.gz");
        var options =
            new BidsOptions { Suffix = "asl", DataType = "perf", AgeColumn = "age_at_scan", SexColumn = "gender", SiteColumn = "center" };
        var scan = VolumeCohort.FromBids(_folder.Path, options).Scans.Single();
        Assert.AreEqual((40f, "F", "Paris", "sub-01_asl.nii.gz"), (scan.Age, scan.Sex, scan.Site, Path.GetFileName(scan.Path)));
    }

    [TestMethod]
    public void ToDataView_LoadVolumes_GivesVolumesBesideWhatIsKnown()
    {
        var ml = new MLContext(1);
        Write("participants.tsv", "participant_id\tage\nsub-01\t30\nsub-02\tn/a\n");
        Touch("sub-01/anat/sub-01_T1w.nii", "sub-02/anat/sub-02_T1w.nii");
        foreach (var subject in new[] { "sub-01", "sub-02" })
            File.WriteAllBytes(_folder[$"{subject}/anat/{subject}_T1w.nii"], new NiftiFile().Bytes);
        var scans = VolumeCohort.FromBids(_folder.Path).ToDataView(ml);
        var volumes = ml.SelfSupervised.LoadVolumes("Volume", "Path").Fit(scans).Transform(scans);
        CollectionAssert.AreEqual(
            new[] { "Path", "Subject", "Session", "Age", "Sex", "Site", "Volume" }, volumes.Schema.Select(column => column.Name).ToArray());
        CollectionAssert.AreEqual(new[] { 30f, float.NaN }, volumes.GetColumn<float>("Age").ToArray());
        Assert.HasCount(2, Embeddings.Of(volumes, "Volume"));
    }

    [TestMethod]
    [DataRow("subject\tage\nsub-01\t3\n", "must have a column 'participant_id' in its first line, but has 'subject', 'age'.")]
    [DataRow("", "must have a column 'participant_id' in its first line, but has ''.")]
    [DataRow("participant_id\tage\nsub-01\t3\nsub-02\n", "must have 2 values in each line, but line 3 has 1.")]
    [DataRow("participant_id\tage\nsub-01\t3\nsub-01\t4\n", "must have 'sub-01' in one line, but line 3 has it again.")]
    [DataRow("participant_id\tage\nsub-01\t89+\n", "must have a number or n/a in column 'age', but 'sub-01' has '89+'.")]
    [DataRow("participant_id\tage\nsub-01\tNaN\n", "must have a number or n/a in column 'age', but 'sub-01' has 'NaN'.")]
    public void FromBids_TableThatIsNone_SaysWhere(string participants, string message)
    {
        Write("participants.tsv", participants);
        Touch("sub-01/anat/sub-01_T1w.nii");
        Error.Is<InvalidDataException>($"'{_folder["participants.tsv"]}' {message}", () => VolumeCohort.FromBids(_folder.Path));
    }

    [TestMethod]
    public void FromBids_NoTableOrFolder_IsSaid()
    {
        Assert.ThrowsExactly<FileNotFoundException>(() => VolumeCohort.FromBids(_folder.Path));
        Assert.ThrowsExactly<DirectoryNotFoundException>(() => VolumeCohort.FromBids(_folder["nowhere"]));
        Assert.ThrowsExactly<ArgumentException>(() => VolumeCohort.FromBids(""));
        Error.Is<ArgumentException>("Suffix must not be empty. (Parameter 'Suffix')", () => _ = new BidsOptions { Suffix = "" });
    }

    private void Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder[name])!);
        File.WriteAllText(_folder[name], text);
    }

    private void Touch(params string[] names)
    {
        foreach (var name in names)
            Write(name, "");
    }
}
