// From a folder of JPEG and PNG files to FastTree, with few labels: raw pixels, an encoder trained on the files without labels, ImageNet's
// ResNet18 as ML.NET's DnnFeaturizeImage has it, and the same weights in our own network, trained on or not.
// --help tells the options.
using FashionMnist;
using Garments;
using Microsoft.ML;
using Microsoft.ML.Transforms;
using Nidl.ML;

var options = Options.Parse(args);
var ml = new MLContext(options.Seed);
var data = Path.Combine(AppContext.BaseDirectory, "data");
var files = Read(Write("train", "train", options.Files));
var test = Read(Write("t10k", "test", options.TestFiles));
var labeled = ml.Data.TakeRows(files, options.Labels);
var ways = new FromFilesToTrees(ml, files, labeled, test);
Console.WriteLine($"{options.Files} files without labels, {options.Labels} with, {options.TestFiles} to test on.\n");
Console.WriteLine($"{"features",-44}{"accuracy",10}{"fit, s",10}{"rest, s",10}{"model, MB",12}");

var gray = ml.SelfSupervised.LoadImages("Image", "Path", [1, 32, 32]);
var simClr = new SimClrOptions
{
    Encoder = new ConvNet2d { EmbeddingDimension = 256 },
    Augmentations = [
        new RandomResizedCrop2d { Scale = (0.3, 1) }, new RandomHorizontalFlip2d(), new ColorJitter { Brightness = 0.4, Contrast = 0.4 },
        new GaussianNoise()],
    NumberOfEpochs = options.Epochs, BatchSize = 256, LearningRate = 3e-3, Temperature = 0.2, WarmupEpochs = 1,
    ProjectionHiddenDimension = 512, Seed = options.Seed,
};
Print("raw pixels, 32x32", gray.Append(ml.Transforms.Conversion.ConvertType("Features", "Image")));
Print($"ConvNet2d, SimCLR, {options.Epochs} epochs, 32x32", gray.Append(ml.SelfSupervised.SimClr("Features", "Image", simClr)));

var weights = Path.Combine(AppContext.BaseDirectory, "DnnImageModels", "ResNet18Onnx", "ResNet18.onnx");
var color = ml.SelfSupervised.LoadImages("Image", "Path", [3, 64, 64]);
var resNet = simClr with
{
    Encoder = new ResNet2d { Depth = 20, Stem = ResNetStem.Full },
    // The mean color that the network of the file was trained with; it takes pixels from 0 to 255.
    PixelScaling = new() { Mean = [123.15 / 255, 115.90 / 255, 103.06 / 255], StandardDeviation = [1 / 255.0] },
    NumberOfEpochs = options.Epochs / 4, BatchSize = 128, LearningRate = 3e-4,
};
var imageNet = InitialWeights.FromOnnx(weights, takesBlueFirst: true);
Print("ResNet2d, drawn weights, 64x64", color.Append(ml.SelfSupervised.SimClr("Features", "Image", resNet with { NumberOfEpochs = 0 })));
Print($"ResNet2d, SimCLR, {resNet.NumberOfEpochs} epochs, 64x64", color.Append(ml.SelfSupervised.SimClr("Features", "Image", resNet)));
Print(
    "ResNet2d, ImageNet weights, 64x64",
    color.Append(ml.SelfSupervised.SimClr("Features", "Image", resNet with { NumberOfEpochs = 0, InitialWeights = imageNet })));
Print(
    $"the same, then SimCLR, {resNet.NumberOfEpochs} epochs",
    color.Append(ml.SelfSupervised.SimClr("Features", "Image", resNet with { InitialWeights = imageNet })));
Print("DnnFeaturizeImage, ResNet18, 224x224", ml.SelfSupervised.LoadImages("Image", "Path", [3, 224, 224])
    .Append(ml.Transforms.Conversion.ConvertType("Image"))
    .Append(
        ml.Transforms.DnnFeaturizeImage(
            "Features", model => model.ModelSelector.ResNet18(ml, model.OutputColumn, model.InputColumn), "Image")));

string Write(string part, string name, int count) => GarmentFiles.Write(
    Path.Combine(options.Folder, $"{(options.Plain ? "plain-" : "")}{name}-{count}"),
    FashionImages.Read(data, part)[..count], options.Plain);

// The files of a class lie together.
IDataView Read(string folder) => ml.Data.Cache(ml.Data.ShuffleRows(ImageFolder.Read(folder), options.Seed));

void Print(string name, IEstimator<ITransformer> features)
{
    var outcome = ways.Run(features);
    Console.WriteLine(FormattableString.Invariant(
        $"{name,-44}{outcome.Accuracy,10:F4}{outcome.FitSeconds,10:F1}{outcome.EmbedSeconds,10:F1}{outcome.ModelBytes / 1e6,12:F1}"));
}
