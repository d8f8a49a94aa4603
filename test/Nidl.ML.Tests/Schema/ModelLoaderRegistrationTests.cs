using Microsoft.ML;

namespace Nidl.ML.Tests.Schema;

[TestClass]
public sealed class ModelLoaderRegistrationTests
{
    [TestMethod]
    public void Register_Again_IsFine()
    {
        var ml = new MLContext(1);
        for (var i = 0; i < 3; i++)
            EmbeddingModelFile.Register(ml.ComponentCatalog);
        Assert.IsNotNull(ml.SelfSupervised);
    }

    [TestMethod]
    public void Register_FromSeveralThreads_IsFine()
    {
        var ml = new MLContext(1);
        var result = Parallel.For(0, 64, _ => EmbeddingModelFile.Register(ml.ComponentCatalog));
        Assert.IsTrue(result.IsCompleted);
    }

    [TestMethod]
    public void MissingInternalException_Message_NamesTypeMemberAndVersions()
    {
        var message = MissingInternalException.For(typeof(MLContext), "Gone").Message;
        Assert.StartsWith("Nidl.ML works with ML.NET 4.0.2 to 5.0.0, where Microsoft.ML.MLContext has the member Gone; the loaded Microsoft.ML.Data ", message);
    }
}
