using Microsoft.ML;
using Microsoft.ML.Data;

namespace Nidl.ML.Tests.Cohorts;

[TestClass]
public sealed class SubjectSplitTests
{
    private static readonly MLContext _ml = new(1);

    [TestMethod]
    [DataRow(0.1)]
    [DataRow(0.25)]
    [DataRow(0.7)]
    public void SplitBySubject_SeveralScans_KeepsSubjectsTogetherAndEveryRow(double testFraction)
    {
        var scans = Scans(200);
        var split = Split(scans, testFraction, seed: 1);
        Assert.AreEqual((int)Math.Round(200 * testFraction), split.Test.Select(scan => scan.Subject).Distinct().Count());
        Assert.IsEmpty(split.Test.Select(scan => scan.Subject).Intersect(split.Train.Select(scan => scan.Subject)));
        CollectionAssert.AreEquivalent(scans, split.Train.Concat(split.Test).ToArray());
    }

    [TestMethod]
    public void SplitBySubject_StratifiedByAge_TestsOnEveryAge()
    {
        var split = Split(Scans(200), 0.1, seed: 1);
        // One of each twentieth of the subjects who have an age, so the distributions cannot lie farther apart than a twentieth.
        var train = AgesBySubject(split.Train);
        var test = AgesBySubject(split.Test);
        var both = train.Concat(test).ToArray();
        foreach (var age in both)
            Assert.IsLessThanOrEqualTo(2.0 / test.Length, Math.Abs(ShareBelow(test, age) - ShareBelow(both, age)));
        // A tenth of the subjects has no age: a tenth of the test set too.
        Assert.AreEqual(2, split.Test.Where(scan => float.IsNaN(scan.Age)).Select(scan => scan.Subject).Distinct().Count());
    }

    // What the documentation warns of.
    [TestMethod]
    public void TrainTestSplit_KeyedByAge_TestsOnTheYoungestAndLosesRows()
    {
        var scans = Scans(200);
        var split = _ml.Data.TrainTestSplit(_ml.Data.LoadFromEnumerable(scans), testFraction: 0.1, samplingKeyColumnName: "Age");
        var (train, test) = (split.TrainSet.GetColumn<float>("Age").ToArray(), split.TestSet.GetColumn<float>("Age").ToArray());
        Assert.IsLessThanOrEqualTo(train.Min(), test.Max());
        Assert.IsLessThan(scans.Length, train.Length + test.Length);
    }

    [TestMethod]
    public void SplitBySubject_Seed_DecidesWhateverTheOrderOfTheRows()
    {
        var scans = Scans(60);
        var first = Subjects(Split(scans, 0.2, seed: 1).Test);
        CollectionAssert.AreEqual(first, Subjects(Split(scans, 0.2, seed: 1).Test));
        CollectionAssert.AreEqual(first, Subjects(Split([.. scans.Reverse()], 0.2, seed: 1).Test));
        CollectionAssert.AreNotEqual(first, Subjects(Split(scans, 0.2, seed: 2).Test));
    }

    [TestMethod]
    public void SplitBySubject_WithoutQuantity_DrawsSubjects()
    {
        var view = _ml.Data.LoadFromEnumerable(Scans(40));
        var split = _ml.SelfSupervised.SplitBySubject(view, "Subject", testFraction: 0.5);
        Assert.AreEqual(20, split.TestSet.GetColumn<string>("Subject").Distinct().Count());
        Assert.AreEqual(20, split.TrainSet.GetColumn<string>("Subject").Distinct().Count());
    }

    [TestMethod]
    public void SplitBySubject_RowsThatCannotBeSplit_AreRefused()
    {
        var view = _ml.Data.LoadFromEnumerable(Scans(4));
        Error.Is<ArgumentOutOfRangeException>(
            "Could not find subject column 'Person' (Parameter 'data')", () => _ml.SelfSupervised.SplitBySubject(view, "Person"));
        Error.Is<ArgumentOutOfRangeException>(
            "Schema mismatch for subject column 'Age': expected String, got Single (Parameter 'data')",
            () => _ml.SelfSupervised.SplitBySubject(view, "Age"));
        Error.Is<ArgumentOutOfRangeException>(
            "Schema mismatch for stratification column 'Sex': expected Single, got String (Parameter 'data')",
            () => _ml.SelfSupervised.SplitBySubject(view, "Subject", "Sex"));
        Error.Is<ArgumentOutOfRangeException>(
            "testFraction must be in (0, 1), but '1' was given. (Parameter 'testFraction')",
            () => _ml.SelfSupervised.SplitBySubject(view, "Subject", testFraction: 1));
        Error.Is<InvalidOperationException>(
            "Column 'Session' must name a subject in every row, but row 0 has none.",
            () => _ml.SelfSupervised.SplitBySubject(view, "Session"));
        Error.Is<ArgumentException>(
            "A split by subject needs at least 2 subjects, but the rows have 1.",
            () => _ml.SelfSupervised.SplitBySubject(_ml.Data.LoadFromEnumerable(Scans(1)), "Subject"));
    }

    // One to three scans of each subject, a year apart; of every tenth the age is not known.
    private static CohortScan[] Scans(int subjects)
    {
        var random = new Random(5);
        return [.. Enumerable.Range(0, subjects).SelectMany(subject =>
        {
            var age = subject % 10 == 3 ? float.NaN : 20 + 60 * random.NextSingle() * random.NextSingle();
            return Enumerable.Range(0, random.Next(1, 4))
                .Select(scan => new CohortScan { Path = $"{subject}-{scan}.nii", Subject = $"sub-{subject}", Age = age + scan });
        })];
    }

    private static (CohortScan[] Train, CohortScan[] Test) Split(CohortScan[] scans, double testFraction, int seed)
    {
        var split = _ml.SelfSupervised.SplitBySubject(_ml.Data.LoadFromEnumerable(scans), "Subject", "Age", testFraction, seed);
        return (Read(split.TrainSet), Read(split.TestSet));
    }

    private static CohortScan[] Read(IDataView view) => [
        .. view.GetColumn<string>("Path").Zip(view.GetColumn<string>("Subject"), view.GetColumn<float>("Age"))
            .Select(row => new CohortScan { Path = row.First, Subject = row.Second, Age = row.Third })];

    private static string[] Subjects(CohortScan[] scans) =>
        [.. scans.Select(scan => scan.Subject).Distinct().Order(StringComparer.Ordinal)];

    private static double[] AgesBySubject(CohortScan[] scans) =>
        [.. scans.GroupBy(scan => scan.Subject).Select(subject => subject.Average(scan => (double)scan.Age))
            .Where(age => !double.IsNaN(age))];

    private static double ShareBelow(double[] ages, double age) => ages.Count(other => other <= age) / (double)ages.Length;
}
