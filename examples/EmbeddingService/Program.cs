// A small web service over a model with embeddings, in the three parts that Model Builder makes: training, model file, consumption.
// --help tells the commands.
using System.CommandLine;
using EmbeddingService;
using Nidl.ML;
using Nidl.ML.Examples;

var model = new Argument<string>("model") { Description = "the model file" };
var small = new Option<bool>("--small") { Description = "a run of seconds, for a check" };
var port = CommandLine.Number("--port", "the port on the loopback address [default: 5080]", minimum: 0, maximum: ushort.MaxValue);
var seconds = CommandLine.Number("--seconds", "how long to ask [default: 5]", minimum: 1);

var train = new Command("train", "Pre-trains on Fashion-MNIST without labels, trains a classifier on the embeddings, saves the chain.")
{
    model, small,
};
train.SetAction(result => ModelTraining.Run(result.GetRequiredValue(model), result.GetValue(small)));
var serve = new Command("serve", "Answers POST /classify and POST /embed until Ctrl-C.") { model, port };
serve.SetAction(result => Service.Create(result.GetRequiredValue(model), result.GetValue(port) ?? 5080).RunAsync());
var load = new Command("load", "Starts the service on a free port, asks it from several clients, prints requests a second, stops.")
{
    model, seconds,
};
load.SetAction(result => LoadTest.RunAsync(result.GetRequiredValue(model), TimeSpan.FromSeconds(result.GetValue(seconds) ?? 5)));
try
{
    return await new RootCommand("A small web service over a model with embeddings.") { train, serve, load }
        .Parse(args).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (Exception failure) when (failure is ModelFormatException or IOException)
{
    Console.Error.WriteLine(failure.Message);
    return 1;
}
