using Microsoft.ML;
using Microsoft.ML.Data;
using Nidl.ML;
using Nidl.ML.Tests;

// Loads the model named by the argument, by ML.NET's method or by ours, and writes what it does to the tiny images: its schema, then the bits of each embedding.
if (args is not ([_] or [_, "LoadModel"]))
{
    Console.Error.WriteLine("usage: Nidl.ML.FreshProcess MODEL [LoadModel]");
    return 2;
}
var ml = new MLContext(1);
var catalog = ml.SelfSupervised;
var model = args.Length == 1 ? ml.Model.Load(args[0], out _) : catalog.LoadModel(args[0], out _);
var transformed = model.Transform(Images.View(ml, 24));
Console.WriteLine(string.Join(' ', transformed.Schema.Select(column => $"{column.Name}:{column.Type}")));
foreach (var embedding in transformed.GetColumn<float[]>("Embedding"))
    Console.WriteLine(string.Join(' ', embedding.Select(value => BitConverter.SingleToUInt32Bits(value).ToString("x8"))));
return 0;
