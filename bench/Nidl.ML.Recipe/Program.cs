// The search for the recipe: each line of a file of settings is trained on Fashion-MNIST's training part alone and measured on images
// held out of it; one line of JSON a setting. Settings whose line is already among the results are left out, so lines may be added and the
// search started again.
// `dotnet run -c Release --project bench/Nidl.ML.Recipe -- SETTINGS RESULTS [THREADS]`
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Nidl.ML;
using Nidl.ML.Losses;
using Nidl.ML.Recipe;

Libtorch.Load();
var (settings, results) = (args[0], args[1]);
Libtorch.NumberOfThreads = args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 2;
var json = new JsonSerializerOptions { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };
var trial = new Trial(Path.Combine(AppContext.BaseDirectory, "data"));
while (Next() is { } setting)
{
    var result = trial.Run(new Setting(setting));
    File.AppendAllLines(results, [JsonSerializer.Serialize(result, json)]);
    var accuracies = string.Join(' ', result.MaximumEntropy.Select(value => value.ToString("F4", CultureInfo.InvariantCulture)));
    Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture, $"{accuracies}  loss {result.Loss:F3}, {result.Seconds:F0} s  {setting}"));
}

string? Next()
{
    var lines = File.Exists(results) ? File.ReadLines(results) : [];
    var done = lines.Select(line => JsonSerializer.Deserialize<TrialResult>(line, json)!.Setting).ToHashSet();
    return File.ReadLines(settings).Select(line => line.Trim())
        .FirstOrDefault(line => line.Length > 0 && line[0] != '#' && !done.Contains(line));
}
