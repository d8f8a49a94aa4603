using Microsoft.ML;
using Microsoft.ML.Data;

namespace Dependencies.Tests.MicrosoftML;

[TestClass]
public sealed class DataViewTests
{
    private readonly MLContext _ml = new(seed: 1);

    [TestMethod]
    public void Schema_OfAClass_FollowsItsAttributes()
    {
        var schema = _ml.Data.LoadFromEnumerable(Sample.Some).Schema;

        Assert.IsNull(schema.GetColumnOrNull("Ignored"));
        Assert.IsNull(schema.GetColumnOrNull("Number"));
        Assert.AreEqual(NumberDataViewType.Int32, schema["Renamed"].Type);
        Assert.AreEqual(new VectorDataViewType(NumberDataViewType.Single, 3), schema["Features"].Type);
        Assert.AreEqual(new KeyDataViewType(typeof(uint), 4), schema["Key"].Type);
        Assert.AreEqual(TextDataViewType.Instance, schema["Name"].Type);
        Assert.AreEqual(BooleanDataViewType.Instance, schema["Flag"].Type);
    }

    [TestMethod]
    public void Schema_IsOneInstance()
    {
        var view = _ml.Data.LoadFromEnumerable(Sample.Some);
        var mapped = _ml.Transforms.CopyColumns("Copy", "Value").Fit(view).Transform(view);

        foreach (var each in new[] { view, mapped, _ml.Data.Cache(view), _ml.Data.TakeRows(view, 1), _ml.Data.TrainTestSplit(view).TestSet })
        {
            var first = each.Schema;
            Assert.AreSame(first, each.Schema);
        }
    }

    [TestMethod]
    public void CreateEnumerable_GivesTheRowsBack()
    {
        var rows = _ml.Data.CreateEnumerable<Sample>(_ml.Data.LoadFromEnumerable(Sample.Some), reuseRowObject: false).ToArray();

        Assert.HasCount(3, rows);
        Assert.AreEqual("b", rows[1].Name);
        Assert.AreEqual(20, rows[1].Number);
        Assert.AreEqual(4u, rows[2].Key);
        CollectionAssert.AreEqual(new float[] { 7, 8, 9 }, rows[2].Features);
    }

    [TestMethod]
    public void CreateEnumerable_Reusing_GivesOneObject()
    {
        var rows = _ml.Data.CreateEnumerable<Sample>(_ml.Data.LoadFromEnumerable(Sample.Some), reuseRowObject: true);

        Assert.AreEqual(1, rows.Distinct().Count());
        CollectionAssert.AreEqual(new[] { 1f, 2f, 3f }, rows.Select(r => r.Value).ToArray());
    }

    [TestMethod]
    public void Cursor_GivesOnlyActiveColumns_AndDistinctIds()
    {
        var view = _ml.Data.LoadFromEnumerable(Sample.Some);
        using var cursor = view.GetRowCursor([view.Schema["Value"]]);
        var getter = cursor.GetGetter<float>(view.Schema["Value"]);
        var idGetter = cursor.GetIdGetter();
        var ids = new HashSet<DataViewRowId>();
        var values = new List<float>();

        Assert.IsFalse(cursor.IsColumnActive(view.Schema["Name"]));
        Assert.Throws<Exception>(() => cursor.GetGetter<ReadOnlyMemory<char>>(view.Schema["Name"]));
        Assert.Throws<Exception>(() => cursor.GetGetter<double>(view.Schema["Value"]));
        Assert.AreEqual(-1, cursor.Position);
        while (cursor.MoveNext())
        {
            float value = 0;
            DataViewRowId id = default;
            getter(ref value);
            idGetter(ref id);
            values.Add(value);
            ids.Add(id);
            Assert.AreEqual(values.Count - 1, cursor.Position);
        }

        CollectionAssert.AreEqual(new[] { 1f, 2f, 3f }, values);
        Assert.HasCount(3, ids);
        Assert.AreEqual(-1, cursor.Position);
        Assert.IsFalse(cursor.MoveNext());
    }

    [TestMethod]
    public void LaterColumn_HidesTheEarlierOfItsName()
    {
        var view = _ml.Data.LoadFromEnumerable(Sample.Some);
        var mapped = _ml.Transforms.NormalizeMinMax("Value").Fit(view).Transform(view);

        var both = mapped.Schema.Where(c => c.Name == "Value").ToArray();
        Assert.HasCount(2, both);
        Assert.IsTrue(both[0].IsHidden);
        Assert.IsFalse(both[1].IsHidden);
        Assert.AreEqual(both[1].Index, mapped.Schema["Value"].Index);
        Assert.AreEqual(3f, mapped.GetColumn<float>(both[0]).Max());
        Assert.AreEqual(1f, mapped.GetColumn<float>("Value").Max(), 1e-6f);
    }

    [TestMethod]
    public void SchemaDefinition_ChangesNameAndType()
    {
        var definition = SchemaDefinition.Create(typeof(Sample));
        definition["Features"].ColumnType = new VectorDataViewType(NumberDataViewType.Single, 1, 3);
        definition["Value"].ColumnName = "Other";

        var view = _ml.Data.LoadFromEnumerable(Sample.Some, definition);

        CollectionAssert.AreEqual(new[] { 1, 3 }, ((VectorDataViewType)view.Schema["Features"].Type).Dimensions.ToArray());
        CollectionAssert.AreEqual(new[] { 1f, 2f, 3f }, view.GetColumn<float>("Other").ToArray());
    }

    [TestMethod]
    public void MissingColumn_OfTheTarget_Throws_UnlessIgnored()
    {
        var view = _ml.Data.LoadFromEnumerable(new[] { new Scalar { Score = 1 } });

        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Data.CreateEnumerable<Sample>(view, false).ToArray());
        Assert.HasCount(1, _ml.Data.CreateEnumerable<Sample>(view, false, ignoreMissingColumns: true).ToArray());
    }

    [TestMethod]
    public void GetRow_ReadsTheRowItIsGiven_ForTheActiveColumnsOnly()
    {
        var view = _ml.Data.LoadFromEnumerable(Sample.Some);
        ITransformer transformer = _ml.Transforms.CopyColumns("Copy", "Value").Fit(view);
        var mapper = transformer.GetRowToRowMapper(view.Schema);

        var needed = mapper.GetDependencies([mapper.OutputSchema["Copy"]]).Select(c => c.Name).ToArray();

        Assert.IsTrue(transformer.IsRowToRowMapper);
        Assert.AreSame(view.Schema, mapper.InputSchema);
        CollectionAssert.AreEqual(new[] { "Value" }, needed);
    }

    public sealed class Scalar
    {
        public float Score { get; set; }
    }
}
