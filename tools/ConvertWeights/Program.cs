using System.CommandLine;
using Nidl.ML;
using Nidl.ML.ConvertWeights;

// dotnet run -c Release --project tools/ConvertWeights -- resnet18.pth resnet18.safetensors
const int Failed = 1;

var input = new Argument<FileInfo>("input")
{
    Description = "what torch.save wrote in Python: a network's state, or a checkpoint with it under state_dict",
};
var output = new Argument<FileInfo>("output") { Description = "the .safetensors file to write" };
var prefix = new Option<string>("--prefix")
{
    Description = "takes only weights whose names begin so, and cuts it off, for example encoder. (with the dot); all if it is left out",
    HelpName = "TEXT",
    DefaultValueFactory = _ => "",
};
var command = new RootCommand("Turns the weights of a PyTorch file into a .safetensors file, and lists their names, shapes and types.")
{
    input.AcceptExistingOnly(), output, prefix,
};
command.SetAction(result =>
    Convert(result.GetRequiredValue(input).FullName, result.GetRequiredValue(output).FullName, result.GetRequiredValue(prefix)));
return command.Parse(args).Invoke();

static int Convert(string input, string output, string prefix)
{
    try
    {
        foreach (var line in WeightsConversion.Run(input, output, prefix))
            Console.WriteLine(line);
        return 0;
    }
    catch (Exception failure)
        when (failure is ModelFormatException or ArgumentException or IOException or UnauthorizedAccessException or DllNotFoundException)
    {
        Console.Error.WriteLine($"convert-weights: {failure.Message}");
        return Failed;
    }
}
