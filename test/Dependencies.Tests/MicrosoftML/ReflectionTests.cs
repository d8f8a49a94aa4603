using System.Reflection;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Dependencies.Tests.MicrosoftML;

[TestClass]
public sealed class ReflectionTests
{
    private readonly MLContext _ml = new(seed: 1);

    [TestMethod]
    public void ForeignTransformer_IsSavedAndLoadedWithinAChain()
    {
        var other = new MLContext();
        ForeignTransformer.Register(other);

        var loaded = (TransformerChain<ITransformer>)other.Model.Load(Saved(42), out _);

        Assert.AreEqual(42, ((ForeignTransformer)loaded.First()).Number);
    }

    [TestMethod]
    public void SecondRegistration_Throws()
    {
        ForeignTransformer.Register(_ml);

        var error = Assert.Throws<TargetInvocationException>(() => ForeignTransformer.Register(_ml));

        Assert.IsInstanceOfType<InvalidOperationException>(error.InnerException);
    }

    [TestMethod]
    public void MissingRegistration_NamesTheMemberOfTheChain()
    {
        var error = Assert.Throws<Exception>(() => new MLContext().Model.Load(Saved(42), out _));

        StringAssert.Contains(error.ToString(), "Couldn't load model: 'TransformerChain");
        StringAssert.Contains(error.ToString(), "Transform_000'");
    }

    [TestMethod]
    public void OwnException_ArrivesWrapped()
    {
        var other = new MLContext();
        ForeignTransformer.Register(other);

        var error = Assert.Throws<Exception>(() => other.Model.Load(Saved(-1), out _));

        Exception? inner = error;
        while (inner is not (null or InvalidDataException)) inner = inner.InnerException;
        Assert.IsInstanceOfType<InvalidDataException>(inner);
        Assert.IsNotInstanceOfType<InvalidDataException>(error);
    }

    [TestMethod]
    public void ShapeColumn_HasOneNonPublicConstructor()
    {
        var constructor = typeof(SchemaShape.Column).GetConstructors(BindingFlags.Instance | BindingFlags.NonPublic).Single();
        var column = (SchemaShape.Column)constructor.Invoke(["Embedding", SchemaShape.Column.VectorKind.Vector, NumberDataViewType.Single, false, null]);

        CollectionAssert.AreEqual(new[] { "name", "vecKind", "itemType", "isKey", "annotations" }, constructor.GetParameters().Select(p => p.Name).ToArray());
        Assert.AreEqual("Embedding", column.Name);
        Assert.AreEqual(SchemaShape.Column.VectorKind.Vector, column.Kind);
        Assert.AreEqual(0, column.Annotations.Count);
        Assert.AreEqual(1, new SchemaShape([column]).Count);
    }

    [TestMethod]
    public void Types_LiveInTheAssembliesThatTheirNamesSay()
    {
        Assert.AreEqual("Microsoft.ML.DataView", typeof(IDataView).Assembly.GetName().Name);
        Assert.AreEqual("Microsoft.ML.Core", typeof(ITransformer).Assembly.GetName().Name);
        Assert.AreEqual("Microsoft.ML.Data", typeof(MLContext).Assembly.GetName().Name);
    }

    private MemoryStream Saved(int number)
    {
        var stream = new MemoryStream();
        _ml.Model.Save(new TransformerChain<ITransformer>(new ForeignTransformer(number), new ForeignTransformer(1)), null, stream);
        stream.Position = 0;
        return stream;
    }
}
