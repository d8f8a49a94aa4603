using System.Collections;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;
using Nidl.ML.ConvertWeights;
using Nidl.ML.Tests.Golden;
using TorchSharp;
using TorchSharp.PyBridge;
using static TorchSharp.torch;

namespace Nidl.ML.Tests.ConvertWeights;

/// <summary>The tool that turns PyTorch's files into safetensors, on files that another library writes as Python does.</summary>
[TestClass]
public sealed class WeightsConversionTests
{
    private readonly TemporaryFolder _folder = new();

    private string Input => _folder["weights.pth"];

    private string Output => _folder["weights.safetensors"];

    [TestCleanup]
    public void DeleteFolder() => _folder.Dispose();

    [TestMethod]
    public void Run_NidlsNetworkWithinAnEstimator_GivesItsOutputsByName()
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var golden = GoldenBackbone.Of("AlexNet3d");
        using var trained = new AlexNet3d { EmbeddingDimension = 16 }.CreateModule(InputShape.Create(golden.Input[1..]));
        golden.Fill(trained);
        var state = trained.state_dict().ToDictionary(entry => $"encoder.{entry.Key}", entry => entry.Value);
        state.Add("projection_head.layers.0.weight", zeros(3, 16));
        Write(state);
        WeightsConversion.Run(Input, Output, "encoder.");
        using var fresh = new AlexNet3d { EmbeddingDimension = 16 }.CreateModule(InputShape.Create(golden.Input[1..]));
        fresh.to(ScalarType.Float64);
        fresh.eval();
        using var stream = File.OpenRead(Output);
        using var file = SafetensorsReader.Read(stream);
        WeightsLoader.Load(fresh, file.Tensors);
        golden.AssertGives(fresh);
    }

    [TestMethod]
    public void Run_State_ListsNamesShapesAndTypes()
    {
        using var scope = NewDisposeScope();
        Write(new Dictionary<string, Tensor>
        {
            ["fc.weight"] = arange(6, ScalarType.Float32).reshape(2, 3), ["fc.bias"] = zeros(2, ScalarType.Float16),
            ["bn.num_batches_tracked"] = tensor(7L),
        });
        CollectionAssert.AreEqual(
            new[]
            {
                "bn.num_batches_tracked () Int64", "fc.bias (2) Float16", "fc.weight (2, 3) Float32",
                $"3 weights of 9 values in '{Output}'",
            },
            WeightsConversion.Run(Input, Output, "").ToArray());
        using var stream = File.OpenRead(Output);
        using var file = SafetensorsReader.Read(stream);
        Assert.AreEqual("pt", file.Metadata["format"]);
        CollectionAssert.AreEqual(new[] { "bn.num_batches_tracked", "fc.bias", "fc.weight" }, file.Tensors.Keys.ToArray());
        CollectionAssert.AreEqual(new[] { 0f, 1, 2, 3, 4, 5 }, file.Tensors["fc.weight"].data<float>().ToArray());
        Assert.AreEqual(7, file.Tensors["bn.num_batches_tracked"].item<long>());
    }

    [TestMethod]
    public void Run_Checkpoint_TakesTheStateInIt()
    {
        using var scope = NewDisposeScope();
        Write(new Hashtable { ["epoch"] = 3, ["state_dict"] = new Hashtable { ["encoder.weight"] = ones(2), ["head.weight"] = ones(3) } });
        Assert.AreEqual("weight (2) Float32", WeightsConversion.Run(Input, Output, "encoder.")[0]);
    }

    [TestMethod]
    public void Run_PythonsPickle_IsConverted()
    {
        WriteWeight("I2\nI3\n", "I3\nI1\n", offset: 0);
        Assert.AreEqual("weight (2, 3) Float32", WeightsConversion.Run(Input, Output, "")[0]);
        using var stream = File.OpenRead(Output);
        using var file = SafetensorsReader.Read(stream);
        CollectionAssert.AreEqual(new[] { 1f, 2, 3, 4, 5, 6 }, file.Tensors["weight"].data<float>().ToArray());
    }

    [TestMethod]
    [DataRow("I3\nI2\n", "I1\nI3\n", 0)]
    [DataRow("I3\n", "I1\n", 3)]
    public void Run_WeightWithoutMemoryOfItsOwn_IsRefused(string shape, string stride, int offset)
    {
        WriteWeight(shape, stride, offset);
        AssertRefused(message => Assert.AreEqual(
            $"'{Input}' must hold a network's state as torch.save writes it, but a weight is a part of another tensor or not contiguous: "
                + "save its contiguous().clone().",
            message));
    }

    [TestMethod]
    public void Run_FolderThatIsNotThere_IsNamed() => Error.Is<DirectoryNotFoundException>(
        $"The folder of '{_folder["none/weights.safetensors"]}' must exist, but does not.",
        () => WeightsConversion.Run(Input, _folder["none/weights.safetensors"], ""));

    [TestMethod]
    public void Run_PrefixOfNoName_SaysWhichNamesThereAre()
    {
        using var scope = NewDisposeScope();
        Write(Enumerable.Range(0, 7).ToDictionary(i => $"layer{i}.weight", _ => ones(2)));
        Error.Is<ModelFormatException>(
            $"'{Input}' must have weights whose names begin with 'encoder.', but has 7 others, "
                + "for example 'layer0.weight', 'layer1.weight', 'layer2.weight'.",
            () => WeightsConversion.Run(Input, Output, "encoder."));
    }

    [TestMethod]
    [DataRow("text", "it is no zip archive, which torch.save writes since PyTorch 1.6, or not all of one")]
    [DataRow("empty", "it is no zip archive, which torch.save writes since PyTorch 1.6, or not all of one")]
    [DataRow("another archive", "it is an archive without data.pkl")]
    [DataRow("a list", "it holds something else: save the network's state_dict()")]
    [DataRow("a number", "its entry 'weight' is no tensor")]
    public void Run_NoState_SaysWhyAndLeavesTheOldFile(string kind, string cause)
    {
        switch (kind)
        {
            case "text": File.WriteAllText(Input, "no archive"); break;
            case "empty": File.WriteAllBytes(Input, []); break;
            case "another archive": WriteArchive(("other.txt", [1])); break;
            case "a list": WriteArchive(("archive/data.pkl", "]."u8.ToArray())); break;
            default: Write(new Hashtable { ["weight"] = 3 }); break;
        }
        AssertRefused(message => Assert.AreEqual($"'{Input}' must hold a network's state as torch.save writes it, but {cause}.", message));
    }

    [TestMethod]
    public void Run_TornFile_IsRefusedWhereverItEnds()
    {
        using var scope = NewDisposeScope();
        Write(new Dictionary<string, Tensor> { ["weight"] = rand(20, 20) });
        var whole = File.ReadAllBytes(Input);
        for (var length = 0; length < whole.Length; length += 97)
        {
            File.WriteAllBytes(Input, whole[..length]);
            AssertRefused(message => Assert.StartsWith($"'{Input}' must hold a network's state", message));
        }
    }

    [TestMethod]
    public void Run_ChangedPickle_IsRefusedOrConverted()
    {
        using var scope = NewDisposeScope();
        Write(new Dictionary<string, Tensor> { ["weight"] = rand(3, 4) });
        var pickle = ReadPickle();
        for (var i = 0; i < pickle.Length; i += 3)
        {
            byte[] changed = [.. pickle];
            changed[i] ^= 0x15;
            ReplacePickle(changed);
            try
            {
                Assert.IsGreaterThan(1, WeightsConversion.Run(Input, Output, "").Count);
            }
            catch (Exception refusal) when (refusal is ModelFormatException or ArgumentException)
            {
                Assert.DoesNotContain("\n", refusal.Message);
            }
        }
    }

    [TestMethod]
    public void Run_AnyFile_LeavesNoTensors()
    {
        Write(new Hashtable { ["weight"] = 3 });
        AssertRefused(_ => { });
        using (NewDisposeScope())
            Write(new Dictionary<string, Tensor> { ["weight"] = rand(3, 4) });
        var before = TensorLeak.Live();
        WeightsConversion.Run(Input, Output, "");
        Assert.AreEqual(before, TensorLeak.Live());
    }

    private void AssertRefused(Action<string> check)
    {
        File.WriteAllText(Output, "old");
        check(Assert.ThrowsExactly<ModelFormatException>(() => WeightsConversion.Run(Input, Output, "")).Message);
        Assert.AreEqual("old", File.ReadAllText(Output));
        CollectionAssert.AreEqual(new[] { "weights.pth", "weights.safetensors" }, _folder.Names);
    }

    private void Write(IDictionary state)
    {
        using var file = File.Create(Input);
        PyTorchPickler.PickleStateDict(file, state);
    }

    // The numbers 1 to 6, and in Python's text form of pickles one weight over them.
    private void WriteWeight(string shape, string stride, int offset) => WriteArchive(
        ("archive/data.pkl", Encoding.ASCII.GetBytes(
            $"(dS'weight'\nctorch._utils\n_rebuild_tensor_v2\n((S'storage'\nctorch\nFloatStorage\nS'0'\nS'cpu'\nI6\ntQ"
            + $"I{offset}\n({shape}t({stride}tI00\nccollections\nOrderedDict\n(tRtRs.")),
        ("archive/data/0", MemoryMarshal.AsBytes<float>((float[])[1, 2, 3, 4, 5, 6]).ToArray()));

    private void WriteArchive(params (string Name, byte[] Content)[] entries)
    {
        using var archive = ZipFile.Open(Input, ZipArchiveMode.Create);
        foreach (var (name, content) in entries)
        {
            using var entry = archive.CreateEntry(name).Open();
            entry.Write(content);
        }
    }

    private byte[] ReadPickle()
    {
        using var archive = ZipFile.OpenRead(Input);
        using var pickle = archive.Entries.Single(entry => entry.Name == "data.pkl").Open();
        using var bytes = new MemoryStream();
        pickle.CopyTo(bytes);
        return bytes.ToArray();
    }

    private void ReplacePickle(byte[] content)
    {
        using var archive = ZipFile.Open(Input, ZipArchiveMode.Update);
        var old = archive.Entries.Single(entry => entry.Name == "data.pkl");
        var name = old.FullName;
        old.Delete();
        using var entry = archive.CreateEntry(name).Open();
        entry.Write(content);
    }
}
