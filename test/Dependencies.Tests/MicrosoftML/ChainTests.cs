using Microsoft.ML;
using Microsoft.ML.Data;

namespace Dependencies.Tests.MicrosoftML;

[TestClass]
public sealed class ChainTests
{
    private readonly MLContext _ml = new(seed: 1);

    [TestMethod]
    public void Fit_GivesEachEstimatorTheOutputOfTheOneBefore()
    {
        var first = new Recorder();
        var second = new Recorder();
        var chain = _ml.Transforms.CopyColumns("Copy", "Value").Append(first).Append(_ml.Transforms.CopyColumns("Again", "Copy")).Append(second);

        using var fitted = chain.Fit(View());

        Assert.IsNotNull(first.Seen!.Schema.GetColumnOrNull("Copy"));
        Assert.IsNull(first.Seen.Schema.GetColumnOrNull("Again"));
        Assert.IsNotNull(second.Seen!.Schema.GetColumnOrNull("Again"));
        Assert.AreEqual(4, fitted.Count());
        Assert.AreSame(second.Fitted, fitted.LastTransformer);
    }

    [TestMethod]
    public void Fit_ChecksTheWholeShapeFirst()
    {
        var fitted = new Recorder();
        var chain = new EstimatorChain<ITransformer>().Append(fitted).Append(_ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy("Key", "Absent"));

        var error = Assert.Throws<ArgumentOutOfRangeException>(() => chain.Fit(View()));

        StringAssert.Contains(error.Message, "Could not find feature column 'Absent'");
        Assert.IsNull(fitted.Seen);
    }

    [TestMethod]
    public void WrongType_NamesExpectedAndGiven()
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => _ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy("Key", "Value").Fit(View()));
        StringAssert.Contains(error.Message, "Schema mismatch for feature column 'Value': expected Vector<Single>, got Single");

        var label = Assert.Throws<ArgumentOutOfRangeException>(() => _ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy("Value", "Features").Fit(View()));
        StringAssert.Contains(label.Message, "Schema mismatch for label column 'Value': expected Key<UInt32>, got Single");
    }

    [TestMethod]
    public void Trainer_RejectsAViewThatBuildsASchemaAtEachCall()
    {
        var error = Assert.Throws<ArgumentException>(() => _ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy("Key", "Features").Fit(new NewSchemas(View())));
        StringAssert.Contains(error.Message, "schemas don't match!");
    }

    [TestMethod]
    public void AppendCacheCheckpoint_SparesTheRowsBefore()
    {
        var passes = 0;
        var mapping = _ml.Transforms.CustomMapping<TransformTests.In, TransformTests.Out>((_, _) => Interlocked.Increment(ref passes), null);
        var tail = _ml.Transforms.Concatenate("F", "Doubled", "Value").Append(_ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy("Key", "F"));

        _ = mapping.AppendCacheCheckpoint(_ml).Append(tail).Fit(View());

        Assert.AreEqual(Sample.Some.Length, passes);
    }

    [TestMethod]
    public void Dispose_ReachesTheMembers_Once()
    {
        var recorder = new Recorder();
        var fitted = _ml.Transforms.CopyColumns("Copy", "Value").Append(recorder).Fit(View());

        fitted.Dispose();
        fitted.Dispose();

        Assert.AreEqual(1, recorder.Fitted.Disposals);
    }

    [TestMethod]
    public void Chain_IsARowMapper_WhenItsMembersAre()
    {
        ITransformer rows = _ml.Transforms.CopyColumns("Copy", "Value").Append(_ml.Transforms.DropColumns("Value")).Fit(View());
        ITransformer mixed = _ml.Transforms.CopyColumns("Copy", "Value").Append(new Recorder()).Fit(View());

        Assert.IsTrue(rows.IsRowToRowMapper);
        Assert.IsFalse(mixed.IsRowToRowMapper);
        Assert.Throws<InvalidOperationException>(() => mixed.GetRowToRowMapper(View().Schema));
        Assert.AreEqual("Copy", rows.GetRowToRowMapper(View().Schema).OutputSchema["Copy"].Name);
    }

    private IDataView View() => _ml.Data.LoadFromEnumerable(Sample.Some);

    /// <summary>Remembers what it was fitted on, and changes nothing.</summary>
    private sealed class Recorder : IEstimator<Recorder.Nothing>
    {
        public IDataView? Seen { get; private set; }

        public Nothing Fitted { get; } = new();

        public Nothing Fit(IDataView input)
        {
            Seen = input;
            return Fitted;
        }

        public SchemaShape GetOutputSchema(SchemaShape inputSchema) => inputSchema;

        public sealed class Nothing : ITransformer, IDisposable
        {
            public int Disposals { get; private set; }

            public bool IsRowToRowMapper => false;

            public void Dispose() => Disposals++;

            public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => inputSchema;

            public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => throw new NotSupportedException();

            public void Save(ModelSaveContext ctx) => throw new NotSupportedException();

            public IDataView Transform(IDataView input) => input;
        }
    }

    private sealed class NewSchemas(IDataView view) : IDataView
    {
        public bool CanShuffle => false;

        public DataViewSchema Schema
        {
            get
            {
                var builder = new DataViewSchema.Builder();
                builder.AddColumns(view.Schema);
                return builder.ToSchema();
            }
        }

        public long? GetRowCount() => view.GetRowCount();

        public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) => view.GetRowCursor(columnsNeeded, rand);

        public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) => view.GetRowCursorSet(columnsNeeded, n, rand);
    }
}
