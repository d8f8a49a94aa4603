using Microsoft.ML;
using Microsoft.ML.Data;
using Nidl.ML.Tests;

namespace Nidl.ML.Interop.Tests;

/// <summary>How embeddings go from one application to another.</summary>
[TestClass]
public sealed class BinaryFileTests
{
    [TestMethod]
    public void LoadFromBinary_EmbeddedRows_HasTheirBitsAndTheNamesOfTheSlots()
    {
        using var folder = new TemporaryFolder();
        var ml = new MLContext(1);
        using var encoder = Tiny.Fit(ml);
        var embedded = encoder.Transform(Images.View(ml, 24));
        using (var file = File.Create(folder["embedded.idv"]))
            ml.Data.SaveAsBinary(embedded, file);

        var loaded = new MLContext().Data.LoadFromBinary(folder["embedded.idv"]);

        Assert.IsTrue(Embeddings.AreBitEqual(Embeddings.Of(embedded), Embeddings.Of(loaded)));
        VBuffer<ReadOnlyMemory<char>> names = default;
        loaded.Schema["Embedding"].GetSlotNames(ref names);
        Assert.AreEqual("Embedding_3", names.GetItemOrDefault(3).ToString());
    }
}
