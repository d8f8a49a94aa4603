using System.Diagnostics;
using FashionMnist;
using Microsoft.ML;

namespace Nidl.ML.GpuCheck;

/// <summary>A short training on one device, the same on each: real images, and views whose random numbers are drawn on the CPU.</summary>
internal sealed class DeviceRun : IDisposable
{
    public const int TrainingImages = 2048;
    public const int TestImages = 4096;

    // Neither rounding nor the order of sums is the same on two devices; a small learning rate keeps such differences small.
    private static readonly SimClrOptions s_options = new()
    {
        Encoder = new ConvNet2d(),
        Augmentations = [
            new RandomResizedCrop2d { Scale = (0.3, 1) }, new RandomHorizontalFlip2d(),
            new ColorJitter { Brightness = 0.4, Contrast = 0.4 }],
        NumberOfEpochs = 4, BatchSize = 256, LearningRate = 3e-4, WarmupEpochs = 0, ProjectionHiddenDimension = 512, Seed = 1,
    };

    private readonly EmbeddingTransformer _model;

    private DeviceRun(EmbeddingTransformer model, int? peakGpuMegabytes, double embeddedPerSecond)
    {
        _model = model;
        PeakGpuMegabytes = peakGpuMegabytes;
        EmbeddedPerSecond = embeddedPerSecond;
    }

    public static IDataView Images { get; } = Load("train", TrainingImages);

    public static IDataView NewImages { get; } = Load("t10k", TestImages);

    public string Device => _model.History.Device;

    public IReadOnlyList<EpochResult> Epochs => _model.History.Epochs;

    /// <summary>Gets the images trained on a second, in the fastest epoch: the first also loads the device's code.</summary>
    public double TrainedPerSecond => Epochs.Max(epoch => epoch.RowsPerSecond);

    public double EmbeddedPerSecond { get; }

    /// <summary>Gets the most memory that the GPU had in use, of all its processes; null if unknown.</summary>
    public int? PeakGpuMegabytes { get; }

    public static DeviceRun Train(string device)
    {
        using var memory = new GpuMemory(device);
        var model = new MLContext(1).SelfSupervised.SimClr("Embedding", "Image", s_options with { Device = device }).Fit(Images);
        Embed(model);
        var watch = Stopwatch.StartNew();
        Embed(model);
        return new(model, memory.PeakMegabytes, TestImages / watch.Elapsed.TotalSeconds);
    }

    /// <summary>Embeds the new images with this run's weights on a device, as a program does that loads the saved model there.</summary>
    public float[][] EmbedOn(string device)
    {
        using var file = new MemoryStream();
        new MLContext(1).Model.Save(_model, Images.Schema, file);
        file.Position = 0;
        using var model = (EmbeddingTransformer)Context(device).SelfSupervised.LoadModel(file, out _);
        return Embed(model);
    }

    public void Dispose() => _model.Dispose();

    private static float[][] Embed(EmbeddingTransformer model) =>
        [.. new MLContext(1).Data.CreateEnumerable<EmbeddedImage>(model.Transform(NewImages), reuseRowObject: false)
            .Select(image => image.Embedding)];

    // Where a loaded model goes is the context's to say. No machine has that many GPUs, so falling back is the CPU.
    private static MLContext Context(string device) =>
        device == "cpu" ? new(1) { GpuDeviceId = int.MaxValue, FallbackToCpu = true } : new(1) { GpuDeviceId = GpuMemory.IndexOf(device) };

    private static IDataView Load(string part, int count) =>
        new MLContext(1).Data.LoadFromEnumerable(
            FashionImages.Read(Path.Combine(AppContext.BaseDirectory, "data"), part).Take(count).ToArray());
}
