using System.Globalization;

namespace Nidl.ML.Recipe;

/// <summary>One setting of the search, as a line of <c>name=value</c> pairs; what is not named has the value that stands here.</summary>
internal sealed class Setting
{
    private readonly Dictionary<string, string> _values;
    private readonly HashSet<string> _unread;

    public Setting(string line)
    {
        Line = line;
        _values = line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=', 2))
            .ToDictionary(pair => pair[0], pair => pair[1]);
        _unread = [.. _values.Keys];
        WithTrees = Number("trees", 0) != 0;
    }

    public string Line { get; }

    /// <summary>Whether the images are those of a camera, rather than as they are.</summary>
    public bool IsCamera => Text("data", "plain") == "camera";

    public int Rows => (int)Number("rows", 9000);

    public bool WithTrees { get; }

    public string Method => Text("method", "simclr");

    /// <summary>Gets the options of the setting's method.</summary>
    public TrainingOptions Options()
    {
        var options = MethodOptions((int)Number("ph", 512), (int)Number("pd", 128), Number("t", 0.2));
        options = options with
        {
            Encoder = Encoder(),
            Augmentations = Views(),
            NumberOfEpochs = (int)Number("epochs", 8),
            BatchSize = (int)Number("batch", 256),
            LearningRate = Number("lr", 3e-3),
            WeightDecay = Number("wd", 5e-4),
            WarmupEpochs = (int)Number("warmup", 1),
            Seed = (int)Number("seed", 1),
            Precision = Enum.Parse<Precision>(Text("precision", "BFloat16")),
            Embedding = new() { MirroredAxes = Number("mirror", 0) != 0 ? SpatialAxes.Width : SpatialAxes.None },
        };
        CheckAllRead();
        return options;
    }

    /// <exception cref="ArgumentException">A name of the line means nothing.</exception>
    public void CheckAllRead()
    {
        if (_unread.Count > 0)
            throw new ArgumentException($"There is no '{string.Join(", ", _unread)}'.");
    }

    private TrainingOptions MethodOptions(int hidden, int output, double temperature) => Method switch
    {
        "simclr" => new SimClrOptions
        {
            Temperature = temperature, ProjectionHiddenDimension = hidden, ProjectionOutputDimension = output,
            ProjectionBatchNormalization = Number("phbn", 0) != 0,
        },
        "dcl" => new DclOptions
        {
            Temperature = temperature, ProjectionHiddenDimension = hidden, ProjectionOutputDimension = output,
            ProjectionBatchNormalization = Number("phbn", 0) != 0,
        },
        "barlow" => new BarlowTwinsOptions
        {
            Lambda = Number("lambda", 5e-3), ProjectionHiddenDimension = hidden, ProjectionOutputDimension = output,
        },
        "vicreg" => new VicRegOptions
        {
            CovarianceWeight = Number("cov", 1), ProjectionHiddenDimension = hidden, ProjectionOutputDimension = output,
        },
        "byol" => new ByolOptions
        {
            ProjectionHiddenDimension = hidden, ProjectionOutputDimension = output, PredictorHiddenDimension = hidden,
            Momentum = Number("momentum", 0.996),
        },
        var method => throw new ArgumentException($"There is no method '{method}'."),
    };

    private Encoder Encoder() => new ConvNet2d
    {
        HiddenChannels = Numbers("hidden", "32,64,128"),
        EmbeddingDimension = (int)Number("dim", 256),
        Strides = Numbers("strides", "2,2,1,2"),
        PoolingGrid = (int)Number("grid", 1),
        PoolingPower = Number("power", 1),
    };

    private List<Augmentation> Views()
    {
        var views = new List<Augmentation>();
        var size = (int)Number("out", 0);
        var ratio = Number("ratio", 0.75);
        if (Number("pad", 0) is > 0 and var padding)
            views.Add(new RandomCropWithPadding2d { Padding = (int)padding });
        if (Number("rot", 0) is > 0 and var degrees)
            views.Add(new RandomRotation2d { Degrees = degrees });
        if (Number("crop", 0.3) is < 1 and var least)
            views.Add(new RandomResizedCrop2d
            {
                Scale = (least, 1), Ratio = (ratio, 1 / ratio), OutputSize = size > 0 ? [size, size] : null,
            });
        if (Number("flip", 1) != 0)
            views.Add(new RandomHorizontalFlip2d());
        var (jitter, jitterShare) = (Number("jitter", 0.4), Number("jitterp", 1));
        if (jitter > 0)
            views.Add(Sometimes(jitterShare, new ColorJitter { Brightness = jitter, Contrast = jitter, Saturation = 0, Hue = 0 }));
        var blurMax = Number("blurmax", 2);
        if (Number("blur", 0) is > 0 and var blur)
            views.Add(Sometimes(blur, new GaussianBlur2d { Sigma = (0.1, blurMax) }));
        if (Number("solar", 0) is > 0 and var solar)
            views.Add(new Solarization { Probability = solar });
        if (Number("noise", 0.05) is > 0 and var noise)
            views.Add(new GaussianNoise { StandardDeviation = (0, noise) });
        if (Number("gamma", 0) is > 0 and var gamma)
            views.Add(new RandomGamma { LogGamma = (-gamma, gamma) });
        if (Number("mix", 1) is < 1 and var leastShare)
            views.Add(new Mixup { Share = (leastShare, 1) });
        if (Number("erase", 0) is > 0 and var erase)
            views.Add(new RandomErasing2d { Probability = erase });
        return views;
    }

    private static Augmentation Sometimes(double share, Augmentation augmentation) =>
        share < 1 ? new RandomAugmentation(share, augmentation) : augmentation;

    private string Text(string name, string standard)
    {
        _unread.Remove(name);
        return _values.GetValueOrDefault(name, standard);
    }

    private double Number(string name, double standard)
    {
        _unread.Remove(name);
        return _values.TryGetValue(name, out var text) ? double.Parse(text, CultureInfo.InvariantCulture) : standard;
    }

    private int[] Numbers(string name, string standard) =>
        [.. Text(name, standard).Split(',').Select(text => int.Parse(text, CultureInfo.InvariantCulture))];
}
