using Microsoft.ML;

namespace Nidl.ML.Tests.Persistence;

/// <summary>
/// Damaged files give a <see cref="ModelFormatException"/> or a valid result, and take no memory that they only announce. A few hundred
/// mutations by default; the environment variable of <see cref="Mutation.CountVariable"/> asks for more.
/// </summary>
[TestClass]
public sealed class MutationTests
{
    private const long MemoryLimit = 64 << 20;

    [TestMethod]
    public void ReadPart_Mutations_GiveATransformerOrModelFormatException()
    {
        var valid = SavedModel.Part;
        var (accepted, refused) = Run(valid, 1000, seed: 1, mutant => SavedModel.ReadPart(mutant).Dispose(), MemoryLimit);
        // Changed weights, texts and figures of the history make other valid files; most other changes do not.
        Assert.IsGreaterThan(0, accepted);
        Assert.IsGreaterThan(accepted, refused);
    }

    [TestMethod]
    public void ReadPart_MutatedManifests_GiveATransformerOrModelFormatException()
    {
        var valid = SavedModel.Part;
        var random = new Random(2);
        // The lengths around the manifest are right here, so that its contents are reached.
        var (_, refused) = Run(
            valid, 1000, seed: 2,
            _ => SavedModel.ReadPart(
                SavedModel.WithManifest(valid, text => Latin(Mutation.Of(System.Text.Encoding.UTF8.GetBytes(text), random)))).Dispose(),
                    MemoryLimit);
        Assert.IsGreaterThan(0, refused);
    }

    [TestMethod]
    public void ReadProbe_Mutations_GiveATransformerOrModelFormatException()
    {
        var view = VectorView.Of([1, 2, 3], [4, 5, 7]);
        using var probe = new MLContext(1).SelfSupervised.MlpProbe(
            "Label", "Features", new MlpProbeOptions { HiddenDimensions = [4], NumberOfEpochs = 1, Device = "cpu" })
            .Fit(new MLContext(1).Transforms.Conversion.ConvertType("Label", "Number").Fit(view).Transform(view));
        var content = SavedModel.Unsealed(SavedModel.Written(writer => ProbeModelFile.Write(probe, writer)));
        var (accepted, refused) = Run(content, 1000, seed: 9, mutant => SavedModel.ReadProbe(mutant).Dispose(), MemoryLimit);
        Assert.IsGreaterThan(0, accepted);
        Assert.IsGreaterThan(accepted, refused);
    }

    [TestMethod]
    public void ReadArrays_Mutations_GiveAColumnOrModelFormatException()
    {
        var content = SavedModel.Unsealed(
            SavedModel.Written(writer => ArrayModelFile.Write(new ArrayColumn("Array", "Path", [3, 4]), writer)));
        var (accepted, refused) = Run(content, 5000, seed: 10, mutant => SavedModel.ReadArrays(mutant), MemoryLimit);
        // Changed names and dimensions, and bytes behind the manifest, make other valid parts.
        Assert.IsGreaterThan(0, accepted);
        Assert.IsGreaterThan(0, refused);
    }

    [TestMethod]
    public void WithWeights_Mutations_LoadOrGiveModelFormatException()
    {
        using var transformer = Tiny.Untrained();
        using var file = new MemoryStream();
        transformer.SaveWeights(file);
        var (accepted, refused) = Run(file.ToArray(), 300, seed: 3, mutant =>
        {
            using var loaded = transformer.WithWeights(new MemoryStream(mutant));
        }, MemoryLimit);
        Assert.IsGreaterThan(0, accepted);
        Assert.IsGreaterThan(0, refused);
    }

    [TestMethod]
    public void ReadSafetensors_Mutations_GiveAFileOrModelFormatException()
    {
        using var transformer = Tiny.Untrained();
        using var file = new MemoryStream();
        transformer.SaveWeights(file);
        var (accepted, refused) = Run(
            file.ToArray(), 1000, seed: 4, mutant => SafetensorsReader.Read(new MemoryStream(mutant)).Dispose(), MemoryLimit);
        Assert.IsGreaterThan(0, accepted);
        Assert.IsGreaterThan(0, refused);
    }

    [TestMethod]
    public void LoadModel_MutatedArchives_GiveAModelOrModelFormatException()
    {
        var valid = SavedModel.Chain;
        using var folder = new TemporaryFolder();
        var (_, refused) = Run(valid, 300, seed: 5, mutant => Load(mutant, folder), memoryLimit: null);
        Assert.IsGreaterThan(0, refused);
        Assert.IsEmpty(folder.Entries);
    }

    [TestMethod]
    public void LoadModel_MutatedPartsOfOurs_GiveAModelOrModelFormatException()
    {
        var entries = SavedModel.Unzip(SavedModel.ChainWithProbes);
        // An embedding, three probes and a loader of arrays.
        int[] ours = [.. Enumerable.Range(0, entries.Count).Where(i => SavedModel.IsOurs(entries[i].Content))];
        Assert.HasCount(5, ours);
        var random = new Random(6);
        using var folder = new TemporaryFolder();
        // Archive, checksums (ours too), ML.NET's header and the lengths are right, so that ML.NET comes to our readers.
        var (accepted, refused) = Run([], 300, seed: 6, _ =>
        {
            var damaged = ours[random.Next(ours.Length)];
            var mutant = SavedModel.Resealed(Mutation.InPlace(entries[damaged].Content, SavedModel.ContentStart, random));
            Load(SavedModel.Zip(entries.Select((entry, i) => (entry.Name, i == damaged ? mutant : entry.Content))), folder);
        }, memoryLimit: null);
        Assert.IsGreaterThan(0, accepted);
        Assert.IsGreaterThan(0, refused);
        Assert.IsEmpty(folder.Entries);
    }

    [TestMethod]
    public void ReadPart_Mutations_LoadNoAssembly()
    {
        var valid = SavedModel.Part;
        // What the first reading itself needs is loaded before.
        Run(valid, 50, seed: 7, mutant => SavedModel.ReadPart(mutant).Dispose(), MemoryLimit);
        var loaded = new List<string?>();
        var thread = Environment.CurrentManagedThreadId;
        void OnLoad(object? sender, AssemblyLoadEventArgs e)
        {
            if (Environment.CurrentManagedThreadId == thread)
                loaded.Add(e.LoadedAssembly.GetName().Name);
        }
        AppDomain.CurrentDomain.AssemblyLoad += OnLoad;
        Run(valid, 200, seed: 8, mutant => SavedModel.ReadPart(mutant).Dispose(), MemoryLimit);
        AppDomain.CurrentDomain.AssemblyLoad -= OnLoad;
        Assert.AreEqual("", string.Join(", ", loaded.Where(name => name?.StartsWith("System.", StringComparison.Ordinal) != true)));
    }

    private static void Load(byte[] file, TemporaryFolder folder)
    {
        var ml = new MLContext(1) { TempFilePath = folder.Path };
        (ml.SelfSupervised.LoadModel(new MemoryStream(file), out _) as IDisposable)?.Dispose();
    }

    // The runtime keeps no count of native memory; what Torch takes is bounded by the file's length, as the tests of hostile sizes show.
    private static (int Accepted, int Refused) Run(byte[] valid, int byDefault, int seed, Action<byte[]> read, long? memoryLimit)
    {
        var random = new Random(seed);
        var (accepted, refused) = (0, 0);
        for (var i = Mutation.Count(byDefault); i > 0; i--)
        {
            var mutant = valid.Length == 0 ? valid : Mutation.Of(valid, random);
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                read(mutant);
                accepted++;
            }
            catch (ModelFormatException)
            {
                refused++;
            }
            if (memoryLimit is { } limit)
                Assert.IsLessThan(limit, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        return (accepted, refused);
    }

    private static string Latin(byte[] bytes) => System.Text.Encoding.Latin1.GetString(bytes);
}
