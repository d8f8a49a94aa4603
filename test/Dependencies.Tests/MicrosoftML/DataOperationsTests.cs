using Microsoft.ML;
using Microsoft.ML.Data;

namespace Dependencies.Tests.MicrosoftML;

[TestClass]
public sealed class DataOperationsTests
{
    private readonly MLContext _ml = new(seed: 1);

    [TestMethod]
    public void TrainTestSplit_IsAPartition_AndRepeatable()
    {
        var view = Numbers(500);
        var split = _ml.Data.TrainTestSplit(view, testFraction: 0.2, seed: 5);
        var train = Values(split.TrainSet);
        var test = Values(split.TestSet);

        CollectionAssert.AreEquivalent(Enumerable.Range(0, 500).Select(i => (float)i).ToArray(), train.Concat(test).ToArray());
        Assert.IsTrue(test.Length is > 60 and < 140, $"{test.Length} test rows");
        CollectionAssert.AreEqual(test, Values(_ml.Data.TrainTestSplit(view, testFraction: 0.2, seed: 5).TestSet));
        Assert.AreEqual(view.Schema.Count, split.TestSet.Schema.Count);
    }

    [TestMethod]
    public void CrossValidationSplit_KeepsRowsOfAKeyTogether()
    {
        var rows = Enumerable.Range(0, 200).Select(i => new Row { Value = i, Group = $"g{i % 20}" }).ToArray();
        var folds = _ml.Data.CrossValidationSplit(_ml.Data.LoadFromEnumerable(rows), numberOfFolds: 4, samplingKeyColumnName: "Group");

        Assert.HasCount(4, folds);
        CollectionAssert.AreEquivalent(rows.Select(r => r.Value).ToArray(), folds.SelectMany(f => Values(f.TestSet)).ToArray());
        foreach (var fold in folds)
        {
            Assert.IsFalse(fold.TrainSet.GetColumn<string>("Group").Intersect(fold.TestSet.GetColumn<string>("Group")).Any());
        }
    }

    [TestMethod]
    public void ShuffleRows_IsAPermutation()
    {
        var shuffled = _ml.Data.ShuffleRows(Numbers(300), seed: 3, shufflePoolSize: 50);
        var values = Values(shuffled);

        CollectionAssert.AreNotEqual(values.Order().ToArray(), values);
        CollectionAssert.AreEqual(Enumerable.Range(0, 300).Select(i => (float)i).ToArray(), values.Order().ToArray());
        CollectionAssert.AreEqual(values, Values(_ml.Data.ShuffleRows(Numbers(300), seed: 3, shufflePoolSize: 50)));
    }

    [TestMethod]
    public void TakeAndSkip_SelectAndCount()
    {
        var view = Numbers(10);
        CollectionAssert.AreEqual(new float[] { 0, 1, 2 }, Values(_ml.Data.TakeRows(view, 3)));
        CollectionAssert.AreEqual(new float[] { 8, 9 }, Values(_ml.Data.SkipRows(view, 8)));
        Assert.HasCount(0, Values(_ml.Data.SkipRows(view, 11)));
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Data.TakeRows(view, 0));
    }

    [TestMethod]
    public void Filters_KeepTheRowsThatPass_AndNoRowCount()
    {
        var view = Numbers(10);
        var filtered = _ml.Data.FilterRowsByColumn(view, "Value", 3, 6);
        CollectionAssert.AreEqual(new float[] { 3, 4, 5 }, Values(filtered));
        Assert.IsNull(filtered.GetRowCount());

        var holes = _ml.Data.LoadFromEnumerable(new[] { new Row { Value = 1 }, new Row { Value = float.NaN }, new Row { Value = 3 } });
        CollectionAssert.AreEqual(new float[] { 1, 3 }, Values(_ml.Data.FilterRowsByMissingValues(holes, "Value")));
    }

    [TestMethod]
    public void Cache_ReadsEachColumnOnce_AndShuffles()
    {
        var counted = new CountedRows(100);
        var cached = _ml.Data.Cache(_ml.Data.LoadFromEnumerable(counted));
        var first = Values(cached);
        var second = Values(cached);

        CollectionAssert.AreEqual(first, second);
        Assert.AreEqual(1, counted.Passes);
        Assert.IsTrue(cached.CanShuffle);
        var shuffled = Values(cached, new Random(1));
        CollectionAssert.AreNotEqual(first, shuffled);
        CollectionAssert.AreEquivalent(first, shuffled);
    }

    [TestMethod]
    public void TextFile_IsReadByMembersAndByColumns()
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllLines(path, ["name,x,y,z,n", "\"a, b\",1,2.5,-3,7", "c,,nan,1e2,8"]);
            var typed = _ml.Data.CreateEnumerable<TextRow>(_ml.Data.LoadFromTextFile<TextRow>(path, ',', hasHeader: true, allowQuoting: true), false).ToArray();
            Assert.AreEqual("a, b", typed[0].Name);
            CollectionAssert.AreEqual(new[] { 1f, 2.5f, -3f }, typed[0].Features);
            Assert.AreEqual(8, typed[1].Number);
            Assert.AreEqual(100f, typed[1].Features[2]);
            Assert.IsTrue(float.IsNaN(typed[1].Features[1]));

            var loader = _ml.Data.CreateTextLoader([new("F", DataKind.Single, 1, 3)], ',', hasHeader: true, dataSample: new MultiFileSource(path), allowQuoting: true);
            VBuffer<ReadOnlyMemory<char>> names = default;
            loader.Load(new MultiFileSource(path)).Schema["F"].GetSlotNames(ref names);
            Assert.AreEqual("x y z", string.Join(" ", names.DenseValues()));
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static float[] Values(IDataView view, Random? random = null)
    {
        var column = view.Schema["Value"];
        using var cursor = view.GetRowCursor([column], random);
        var getter = cursor.GetGetter<float>(column);
        var values = new List<float>();
        while (cursor.MoveNext())
        {
            float value = 0;
            getter(ref value);
            values.Add(value);
        }

        return [.. values];
    }

    private IDataView Numbers(int count) => _ml.Data.LoadFromEnumerable(Enumerable.Range(0, count).Select(i => new Row { Value = i }).ToArray());

    public sealed class Row
    {
        public float Value { get; set; }

        public string Group { get; set; } = "";
    }

    public sealed class TextRow
    {
        [LoadColumn(0)]
        public string Name { get; set; } = "";

        [LoadColumn(1, 3), VectorType(3)]
        public float[] Features { get; set; } = [];

        [LoadColumn(4)]
        public int Number { get; set; }
    }

    /// <summary>Counts how often it is enumerated.</summary>
    private sealed class CountedRows(int count) : IEnumerable<Row>
    {
        public int Passes { get; private set; }

        public IEnumerator<Row> GetEnumerator()
        {
            Passes++;
            return Enumerable.Range(0, count).Select(i => new Row { Value = i }).GetEnumerator();
        }

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
