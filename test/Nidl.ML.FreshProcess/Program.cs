using Microsoft.ML;
using Microsoft.ML.Data;
using Nidl.ML;
using Nidl.ML.Tests;

// Loads the model named by the argument, by ML.NET's method or by ours, where the encoder's TorchScript file may be named before, and writes what it does to the tiny images: its schema, then the bits of each embedding.
if (args is not ([_] or [_, "LoadModel"] or [_, "LoadModel", _]))
{
    Console.Error.WriteLine("usage: Nidl.ML.FreshProcess MODEL [LoadModel [TORCHSCRIPT]]");
    return 2;
}
var ml = new MLContext(1);
if (args.Length == 3)
    TorchScriptEncoder.FromFile(args[2]);
var catalog = ml.SelfSupervised;
var model = args.Length == 1 ? ml.Model.Load(args[0], out _) : catalog.LoadModel(args[0], out _);
var transformed = model.Transform(Images.View(ml, 24));
Console.WriteLine(string.Join(' ', transformed.Schema.Select(column => $"{column.Name}:{column.Type}")));
foreach (var embedding in transformed.GetColumn<float[]>("Embedding"))
    Console.WriteLine(string.Join(' ', embedding.Select(value => BitConverter.SingleToUInt32Bits(value).ToString("x8"))));
return 0;
