using System.IO.Compression;
using Microsoft.ML;
using Microsoft.ML.Data;
using Nidl.ML.Tests.Nifti;
using Nidl.ML.Tests.Npy;
using SkiaSharp;

namespace Nidl.ML.Tests.Documentation;

/// <summary>The documents' samples run, on tiny data. Where they write files without a folder, that is one of the test's own.</summary>
[TestClass]
[DoNotParallelize]
public sealed class SampleRunTests
{
    private readonly MLContext _ml = new(1);
    private readonly string _directory = Environment.CurrentDirectory;
    private readonly TemporaryFolder _folder = new();
    private readonly TextWriter _console = Console.Out;
    private readonly StringWriter _printed = new();

    [TestInitialize]
    public void EnterFolder()
    {
        Environment.CurrentDirectory = _folder.Path;
        Console.SetOut(_printed);
    }

    [TestCleanup]
    public void LeaveFolder()
    {
        Console.SetOut(_console);
        Environment.CurrentDirectory = _directory;
        _folder.Dispose();
    }

    [TestMethod]
    public void Readme_Pipeline_LearnsAndLoadsAgain()
    {
        Assert.IsGreaterThan(0.9, ReadmeSample.TestAccuracy());
        using var loaded = (IDisposable)_ml.Model.Load("model.zip", out _);
        using var embedding = PersistenceSample.EmbeddingOf((ITransformer)loaded);
        Assert.AreEqual("SimCLR", embedding.Method);
    }

    [TestMethod]
    public void Data_ImageFiles_Runs()
    {
        Directory.CreateDirectory("photos");
        for (var number = 0; number < 4; number++)
            ImageFiles.Write($"photos/{number}.png", new SKColor((byte)(60 * number), 10, 20));
        var (pipeline, photos, embeddings) = DataSample.ImageFiles(_ml, Tiny.Options);
        Assert.HasCount(4, embeddings);
        var files = Directory.GetFiles("photos", "*.png");
        DataSample.BadRows(pipeline, photos, files);
        Assert.AreEqual("", _printed.ToString());
        File.WriteAllText(files[2], "no image");
        DataSample.BadRows(pipeline, photos, files);
        Assert.AreEqual($"{files[2]}: Invalid input stream contents (Parameter 'imageStream')", _printed.ToString().TrimEnd());
    }

    [TestMethod]
    public void Images_Folder_Runs()
    {
        Directory.CreateDirectory("photos/birds");
        for (var number = 0; number < 4; number++)
            ImageFiles.Write($"photos/birds/{number}.png", new SKColor((byte)(60 * number), 10, 20));
        Assert.HasCount(4, ImagesSample.Folder(_ml, Tiny.Options));
    }

    [TestMethod]
    public void Images_Options_Runs()
    {
        Assert.AreEqual((true, true), (ImagesSample.Loading().SkipUnreadable, ImagesSample.Loading().OnlyInsideFolder));
        Assert.AreEqual(PixelScaling.ImageNet, ImagesSample.Columns().PixelScaling);
        Assert.AreEqual(1 / 255.0, ImagesSample.Pretrained().PixelScaling!.StandardDeviation.Single());
    }

    [TestMethod]
    public void Data_Layout_Runs() => Assert.AreEqual(InputLayout.ChannelsLast, DataSample.ChannelsLast().InputLayout);

    [TestMethod]
    public void Data_Table_Runs()
    {
        var rows = _ml.Data.LoadFromEnumerable(Enumerable.Range(0, 20).Select(number => new Person
        {
            Age = number, Income = number % 3, Visits = number == 7 ? float.NaN : number % 5,
        }));
        using var model = (IDisposable)DataSample.Table(_ml, Tiny.Options).Fit(rows);
        var table = Embeddings.Of(((ITransformer)model).Transform(rows), "Features");
        for (var column = 0; column < 3; column++)
        {
            Assert.AreEqual(0.0, table.Average(row => row[column]), 1e-5);
            Assert.AreEqual(1.0, table.Average(row => row[column] * row[column]), 1e-5);
        }
        Assert.AreEqual(0f, table[7][2], 1e-5f);
    }

    // A hundred epochs of the default network: on two images.
    [TestMethod]
    public void Training_StartedAgain_GoesOnWhereItWas()
    {
        TrainingSample.ThatCanBeStartedAgain(_ml, Images.View(_ml, 2));
        string[] steps = ["run/step-0000000098.checkpoint", "run/step-0000000099.checkpoint", "run/step-0000000100.checkpoint"];
        CollectionAssert.AreEqual((string[])["model.zip", "run", .. steps], _folder.Entries);
        var log = new LogLines(_ml);
        TrainingSample.ThatCanBeStartedAgain(_ml, Images.View(_ml, 2));
        StringAssert.Contains(string.Join('\n', log.Infos), "resumed from");
        Assert.AreEqual("", _printed.ToString());
    }

    [TestMethod]
    public void YAware_Bandwidth_Runs() => Assert.IsTrue(YAwareSample.Bandwidths().Bandwidth.IsRule);

    // A hundred epochs of the default network: on two images.
    [TestMethod]
    public void YAware_ByAge_Runs() => Assert.AreEqual(100, YAwareSample.EpochsByAge(_ml, _ml.Data.LoadFromEnumerable(
        Images.Rows(2).Select((row, number) => new AgedImage { Image = row.Image, Age = 40 + number }))));

    [TestMethod]
    public void Serving_Engine_EmbedsAsTheModelThatWasSaved()
    {
        var random = new Random(1);
        float[] Pixels() => [.. Enumerable.Range(0, 3 * 64 * 64).Select(_ => random.NextSingle())];
        var photos = Enumerable.Range(0, 8).Select(_ => new ServingSample.Photo { Image = Pixels() }).ToArray();
        var data = _ml.Data.LoadFromEnumerable(photos);
        using var model = _ml.SelfSupervised.SimClr("Embedding", "Image", Tiny.Options).Fit(data);
        _ml.Model.Save(model, data.Schema, "model.zip");
        Embeddings.AreClose([Embeddings.Of(model.Transform(data))[0]], [ServingSample.Embed(photos[0].Image)]);
    }

    [TestMethod]
    public void Probing_PretrainOnce_Runs()
    {
        ProbingSample.PretrainOnce(_ml, Images.View(_ml, 24), Images.View(_ml, 30), Tiny.Options);
        Assert.IsInRange(0.0, 1.0, double.Parse(_printed.ToString(), System.Globalization.CultureInfo.InvariantCulture));
    }

    [TestMethod]
    public void EncodersAndViews_Network_Runs() => Assert.AreEqual(5, EncodersAndViewsSample.RegisterANetwork().GetEmbeddingDimension([4]));

    [TestMethod]
    public void EncodersAndViews_ReadyMadePairs_Runs()
    {
        var pairs = _ml.Data.LoadFromEnumerable(PairRow.Rows(4));
        var view = _ml.Transforms.CopyColumns("FirstScan", "First").Append(_ml.Transforms.CopyColumns("SecondScan", "Second")).Fit(pairs)
            .Transform(pairs);
        var columns = EncodersAndViewsSample.ReadyMadePairs(_ml).GetOutputSchema(SchemaShapes.Of(view));
        Assert.Contains("Embedding", columns.Select(column => column.Name));
    }

    [TestMethod]
    public void EncodersAndViews_Report_Runs()
    {
        using var model = Tiny.Fit(_ml);
        EncodersAndViewsSample.WriteAReport(_ml, model, Images.View(_ml, 24));
        StringAssert.Contains(File.ReadAllText("report.html"), "class 1");
    }

    [TestMethod]
    public void LargeData_AsPrinted_Runs()
    {
        Assert.AreEqual(4096L * 1024 * 1024, LargeDataSample.Budget().MemoryBudgetBytes);
        foreach (var name in new[] { "first.npy", "second.npy", "third.npy" })
            File.WriteAllBytes(name, NpyFile.OfSingles("(1, 2, 2)", name.Length, 1, 2, 3));
        var paths = _ml.Data.LoadFromEnumerable(new DirectoryInfo(_folder.Path).GetFiles().Select(file => new Volume { Path = file.Name }));
        var model = LargeDataSample.ArraysOnDisk(_ml, Tiny.Options).Fit(paths);
        using (model as IDisposable)
            Assert.HasCount(3, Embeddings.Of(model.Transform(paths)));
    }

    [TestMethod]
    public void Volumes_FromFolderToAge_Runs()
    {
        for (var subject = 10; subject < 30; subject++)
        {
            Directory.CreateDirectory($"cohort/sub-{subject}/anat");
            File.WriteAllBytes($"cohort/sub-{subject}/anat/sub-{subject}_T1w.nii.gz", new NiftiFile { Slope = subject / 30.0 }.Packed);
        }
        File.WriteAllLines(
            "cohort/participants.tsv",
            ["participant_id\tage", .. Enumerable.Range(10, 20).Select(subject => $"sub-{subject}\t{2 * subject}")]);
        var options = new YAwareOptions
        {
            AuxiliaryColumnNames = ["Age"], Bandwidth = 25, Encoder = Tiny.Options.Encoder, Augmentations = Tiny.Options.Augmentations,
            NumberOfEpochs = 1, BatchSize = 8, WarmupEpochs = 0, Seed = 1, Device = "cpu",
        };
        // Four test subjects between 20 and 58 years.
        Assert.IsInRange(0.0, 60.0, VolumesSample.FromFolderToAge(_ml, options).MeanAbsoluteError);
    }

    [TestMethod]
    public void Volumes_Npz_Runs()
    {
        using (var archive = ZipFile.Open("organmnist3d.npz", ZipArchiveMode.Create))
        {
            foreach (var (name, array) in new[]
            {
                ("train_images.npy", NpyFile.Of("|u1", "(2, 2, 2, 2)", new byte[16])),
                ("train_labels.npy", NpyFile.Of("|u1", "(2, 1)", [3, 5])),
            })
            {
                using var stream = archive.CreateEntry(name).Open();
                stream.Write(array);
            }
        }
        CollectionAssert.AreEqual(new[] { 3f, 5 }, VolumesSample.Organs(_ml).GetColumn<float>("Label").ToArray());
    }

    [TestMethod]
    public void Persistence_AsPrinted_Runs()
    {
        var data = Images.View(_ml, 24);
        using var model = Tiny.Fit(_ml);
        PersistenceSample.Save(_ml, model, data);
        PersistenceSample.WeightsAlone(model);
        foreach (var (loaded, schema) in new[] { PersistenceSample.LoadWithTheirMethod(),
            PersistenceSample.LoadWithOurs(new MLContext(1)) })
        {
            CollectionAssert.AreEqual(data.Schema.Select(column => column.Name).ToArray(), schema.Select(column => column.Name).ToArray());
            Assert.IsTrue(Embeddings.AreBitEqual(Embeddings.Of(model.Transform(data)), Embeddings.Of(loaded.Transform(data))));
            (loaded as IDisposable)?.Dispose();
        }
        CollectionAssert.AreEqual(new[] { "encoder.safetensors", "model.zip" }, _folder.Names);
    }

    [TestMethod]
    public void Deploying_AsPrinted_Runs()
    {
        using var encoder = Tiny.Fit(_ml);
        var rows = _ml.Transforms.Conversion.MapValueToKey("Label").Fit(Images.View(_ml, 12))
            .Transform(encoder.Transform(Images.View(_ml, 12)));
        using var probe = _ml.SelfSupervised.KnnProbe().Fit(rows);
        DeployingSample.Chain(_ml, encoder, Images.View(_ml, 2));
        DeployingSample.Alone(encoder, probe);
        CollectionAssert.AreEqual(new[] { "encoder.onnx", "model.onnx", "probe.onnx" }, _folder.Names);
    }

    [TestMethod]
    public void Probing_FiguresAndProbes_Runs()
    {
        using var encoder = Tiny.Fit(_ml);
        ProbingSample.WithoutLabels(encoder, Images.View(_ml, 24));
        ProbingSample.Probes(_ml, encoder, Images.View(_ml, 24), Images.View(_ml, 12, seed: 2));
        Assert.HasCount(2, _printed.ToString().TrimEnd().Split('\n'));
    }

    [TestMethod]
    public void Probing_Search_Runs()
    {
        using var encoder = Tiny.Fit(_ml);
        ProbingSample.Search(_ml, encoder, Images.View(_ml, 30));
        Assert.HasCount(7, _printed.ToString().TrimEnd().Split('\n'));
        CollectionAssert.AreEqual(new[] { "model.zip" }, _folder.Names);
    }

    // A hundred epochs of the default network: on two images.
    [TestMethod]
    public void Probing_WhileItTrains_Runs()
    {
        ProbingSample.WhileItTrains(_ml, Images.View(_ml, 2), Images.View(_ml, 6), Images.View(_ml, 6, seed: 2));
        StringAssert.StartsWith(_printed.ToString(), "5: ");
        Assert.HasCount(20, _printed.ToString().TrimEnd().Split('\n'));
    }

    private sealed class AgedImage
    {
        [VectorType(1, Images.Side, Images.Side)]
        public float[] Image { get; set; } = [];

        public float Age { get; set; }
    }

    private sealed class Person
    {
        public float Age { get; set; }

        public float Income { get; set; }

        public float Visits { get; set; }
    }

    private sealed class Volume
    {
        public string Path { get; set; } = "";
    }
}
