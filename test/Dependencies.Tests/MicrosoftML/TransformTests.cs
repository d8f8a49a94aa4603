using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace Dependencies.Tests.MicrosoftML;

[TestClass]
public sealed class TransformTests
{
    private readonly MLContext _ml = new(seed: 1);

    [TestMethod]
    public void Concatenate_PutsScalarsAndVectorsTogether_WithSlotNames()
    {
        var output = Apply(_ml.Transforms.Concatenate("All", "Value", "Features"));

        Assert.AreEqual(new VectorDataViewType(NumberDataViewType.Single, 4), output.Schema["All"].Type);
        CollectionAssert.AreEqual(new float[] { 2, 4, 5, 6 }, output.GetColumn<float[]>("All").ElementAt(1));
        VBuffer<ReadOnlyMemory<char>> names = default;
        output.Schema["All"].GetSlotNames(ref names);
        Assert.AreEqual("Value", names.GetItemOrDefault(0).ToString());
    }

    [TestMethod]
    public void Concatenate_OfDifferentTypes_Throws()
        => Assert.Throws<ArgumentOutOfRangeException>(() => Apply(_ml.Transforms.Concatenate("All", "Value", "Renamed")));

    [TestMethod]
    public void DropAndSelect_LeaveTheRightColumns()
    {
        CollectionAssert.DoesNotContain(Names(Apply(_ml.Transforms.DropColumns("Value", "Name"))), "Value");
        CollectionAssert.AreEqual(new[] { "Name", "Value" }, Names(Apply(_ml.Transforms.SelectColumns("Name", "Value"))).Order().ToArray());
        Assert.Throws<ArgumentOutOfRangeException>(() => Apply(_ml.Transforms.DropColumns("Absent")));
    }

    [TestMethod]
    public void MapValueToKey_AndBack_ByOccurrenceAndByValue()
    {
        var output = Apply(_ml.Transforms.Conversion.MapValueToKey("K", "Name").Append(_ml.Transforms.Conversion.MapKeyToValue("Back", "K")));
        CollectionAssert.AreEqual(new uint[] { 1, 2, 1 }, output.GetColumn<uint>("K").ToArray());
        CollectionAssert.AreEqual(new[] { "a", "b", "a" }, output.GetColumn<string>("Back").ToArray());
        Assert.AreEqual(new KeyDataViewType(typeof(uint), 2), output.Schema["K"].Type);
        Assert.IsTrue(output.Schema["K"].HasKeyValues());

        var reversed = _ml.Data.LoadFromEnumerable(Sample.Some.Reverse().ToArray());
        var sorted = _ml.Transforms.Conversion.MapValueToKey("K", "Value", keyOrdinality: ValueToKeyMappingEstimator.KeyOrdinality.ByValue).Fit(reversed).Transform(reversed);
        CollectionAssert.AreEqual(new uint[] { 3, 2, 1 }, sorted.GetColumn<uint>("K").ToArray());
    }

    [TestMethod]
    public void MapValueToKey_UnknownValue_IsZero()
    {
        var fitted = _ml.Transforms.Conversion.MapValueToKey("K", "Name").Fit(View());
        var other = _ml.Data.LoadFromEnumerable(new[] { new Sample { Name = "unknown", Features = [0, 0, 0], Key = 1 } });

        Assert.AreEqual(0u, fitted.Transform(other).GetColumn<uint>("K").Single());
    }

    [TestMethod]
    public void MapKeyToVector_IsAnIndicator()
    {
        var output = Apply(_ml.Transforms.Conversion.MapKeyToVector("V", "Key"));

        CollectionAssert.AreEqual(new float[] { 0, 0, 0, 1 }, output.GetColumn<float[]>("V").Last());
        Assert.AreEqual(4, ((VectorDataViewType)output.Schema["V"].Type).Size);
    }

    [TestMethod]
    public void OneHotEncoding_NamesItsSlots()
    {
        var output = Apply(_ml.Transforms.Categorical.OneHotEncoding("H", "Name"));

        CollectionAssert.AreEqual(new float[] { 0, 1 }, output.GetColumn<float[]>("H").ElementAt(1));
        VBuffer<ReadOnlyMemory<char>> names = default;
        output.Schema["H"].GetSlotNames(ref names);
        Assert.AreEqual("a b", string.Join(" ", names.DenseValues()));
    }

    [TestMethod]
    public void ConvertType_ChangesTheItems()
    {
        var output = Apply(_ml.Transforms.Conversion.ConvertType("D", "Features", DataKind.Double).Append(_ml.Transforms.Conversion.ConvertType("F", "Flag", DataKind.Single)));

        CollectionAssert.AreEqual(new double[] { 4, 5, 6 }, output.GetColumn<double[]>("D").ElementAt(1));
        CollectionAssert.AreEqual(new float[] { 1, 0, 1 }, output.GetColumn<float>("F").ToArray());
    }

    [TestMethod]
    public void NormalizeMinMax_KeepsZero_OrNot()
    {
        var output = Apply(_ml.Transforms.NormalizeMinMax("Fixed", "Features").Append(_ml.Transforms.NormalizeMinMax("Free", "Features", fixZero: false)));

        AssertClose([4 / 7f, 5 / 8f, 6 / 9f], output.GetColumn<float[]>("Fixed").ElementAt(1));
        AssertClose([0.5f, 0.5f, 0.5f], output.GetColumn<float[]>("Free").ElementAt(1));
        Assert.IsTrue(output.Schema["Fixed"].IsNormalized());
    }

    [TestMethod]
    public void NormalizeMeanVariance_KeepsZero_OrNot()
    {
        var output = Apply(_ml.Transforms.NormalizeMeanVariance("Fixed", "Value").Append(_ml.Transforms.NormalizeMeanVariance("Free", "Value", fixZero: false)));
        var deviation = MathF.Sqrt(2 / 3f);

        AssertClose([.. new[] { 1, 2, 3 }.Select(v => v / MathF.Sqrt(14 / 3f))], output.GetColumn<float>("Fixed").ToArray());
        AssertClose([-1 / deviation, 0, 1 / deviation], output.GetColumn<float>("Free").ToArray());
    }

    [TestMethod]
    public void ReplaceMissingValues_ByTheMeanOfTheSlot()
    {
        var view = _ml.Data.LoadFromEnumerable(new[]
        {
            new Sample { Features = [1, float.NaN, 3], Key = 1 }, new Sample { Features = [3, 4, 5], Key = 1 }, new Sample { Features = [float.NaN, 6, 7], Key = 1 },
        });
        var fitted = _ml.Transforms.ReplaceMissingValues("R", "Features", MissingValueReplacingEstimator.ReplacementMode.Mean).Fit(view).Transform(view);

        CollectionAssert.AreEqual(new float[] { 1, 5, 3 }, fitted.GetColumn<float[]>("R").First());
        CollectionAssert.AreEqual(new float[] { 2, 6, 7 }, fitted.GetColumn<float[]>("R").Last());
    }

    [TestMethod]
    public void CustomMapping_RunsOnceARow_AndCannotBeSavedWithoutAName()
    {
        var calls = 0;
        var estimator = _ml.Transforms.CustomMapping<In, Out>(
            (input, output) =>
            {
                calls++;
                output.Doubled = 2 * input.Value;
                output.Negative = -input.Value;
            },
            contractName: null);
        var view = View();
        var fitted = estimator.Fit(view);
        var output = _ml.Data.CreateEnumerable<Out>(fitted.Transform(view), false).ToArray();

        CollectionAssert.AreEqual(new float[] { 2, 4, 6 }, output.Select(o => o.Doubled).ToArray());
        Assert.AreEqual(3, calls);
        var error = Assert.Throws<InvalidOperationException>(() => _ml.Model.Save(fitted, view.Schema, new MemoryStream()));
        StringAssert.Contains(error.Message, "Empty contract name for a transform: the transform cannot be saved");
    }

    [TestMethod]
    public void EstimatorShape_PromisesWhatTheTransformerDelivers()
    {
        var view = View();
        IEstimator<ITransformer>[] estimators =
        [
            _ml.Transforms.Concatenate("New", "Value", "Features"), _ml.Transforms.CopyColumns("New", "Features"), _ml.Transforms.NormalizeMinMax("New", "Features"),
            _ml.Transforms.Conversion.MapValueToKey("New", "Name"), _ml.Transforms.Conversion.MapKeyToVector("New", "Key"), _ml.Transforms.Categorical.OneHotEncoding("New", "Name"),
            _ml.Transforms.Conversion.ConvertType("New", "Features", DataKind.Double), _ml.Transforms.ReplaceMissingValues("New", "Value"),
        ];
        // A chain of one estimator takes the shape of the view's schema before it fits.
        var input = ShapeOf(view);
        foreach (var estimator in estimators)
        {
            var promised = estimator.GetOutputSchema(input).Single(c => c.Name == "New");
            var delivered = ShapeOf(estimator.Fit(view).Transform(view)).Single(c => c.Name == "New");
            Assert.AreEqual((promised.Kind, promised.ItemType, promised.IsKey), (delivered.Kind, delivered.ItemType, delivered.IsKey), estimator.GetType().Name);
            CollectionAssert.AreEquivalent(promised.Annotations.Select(a => a.Name).ToArray(), delivered.Annotations.Select(a => a.Name).ToArray(), estimator.GetType().Name);
        }
    }

    private static void AssertClose(float[] expected, float[] actual)
    {
        Assert.HasCount(expected.Length, actual);
        for (var i = 0; i < expected.Length; i++) Assert.AreEqual(expected[i], actual[i], 1e-5f);
    }

    private static string[] Names(IDataView view) => [.. view.Schema.Select(c => c.Name)];

    /// <summary>The shape that a chain hands to its first estimator.</summary>
    private static SchemaShape ShapeOf(IDataView view)
    {
        var probe = new ShapeProbe();
        new EstimatorChain<ITransformer>().Append(probe).Fit(view);
        return probe.Shape!;
    }

    private IDataView View() => _ml.Data.LoadFromEnumerable(Sample.Some);

    private IDataView Apply(IEstimator<ITransformer> estimator) => estimator.Fit(View()).Transform(View());

    public sealed class In
    {
        public float Value { get; set; }
    }

    public sealed class Out
    {
        public float Doubled { get; set; }

        public float Negative { get; set; }
    }

    private sealed class ShapeProbe : IEstimator<ITransformer>
    {
        public SchemaShape? Shape { get; private set; }

        public ITransformer Fit(IDataView input) => new TransformerChain<ITransformer>();

        public SchemaShape GetOutputSchema(SchemaShape inputSchema) => Shape = inputSchema;
    }
}
