// A small web service over a model with embeddings, in the three parts that Model Builder makes: training, model file, consumption.
//   train MODEL [--small]      pre-trains on Fashion-MNIST without labels, trains a classifier on the embeddings, saves the chain
//   serve MODEL [--port N]     answers POST /classify and POST /embed on the loopback address (port 5080) until Ctrl-C
//   load  MODEL [--seconds N]  starts the service on a free port, asks it from several clients for N seconds (5), prints requests a second, stops
using System.Globalization;
using EmbeddingService;
using Nidl.ML;

Func<Task>? command = args switch
{
    ["train", var model] => () => Task.Run(() => ModelTraining.Run(model, isSmall: false)),
    ["train", var model, "--small"] => () => Task.Run(() => ModelTraining.Run(model, isSmall: true)),
    ["serve", var model] => () => Service.Create(model, port: 5080).RunAsync(),
    ["serve", var model, "--port", var port] when TryRead(port, out var number) && number <= ushort.MaxValue => () => Service.Create(model, number).RunAsync(),
    ["load", var model] => () => LoadTest.RunAsync(model, TimeSpan.FromSeconds(5)),
    ["load", var model, "--seconds", var seconds] when TryRead(seconds, out var number) && number > 0 => () => LoadTest.RunAsync(model, TimeSpan.FromSeconds(number)),
    _ => null,
};
if (command is null)
{
    Console.Error.WriteLine("usage: EmbeddingService train MODEL [--small] | serve MODEL [--port N] | load MODEL [--seconds N]");
    return 2;
}
try
{
    await command();
    return 0;
}
catch (Exception failure) when (failure is ModelFormatException or IOException)
{
    Console.Error.WriteLine(failure.Message);
    return 1;
}

static bool TryRead(string text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
