using Microsoft.ML;
using Microsoft.ML.Data;
using Nidl.ML;
using Nidl.ML.Tests;

// Loads the model named by the argument and writes what it does to the tiny images: its schema, then the bits of each embedding.
if (args is not [var path])
{
    Console.Error.WriteLine("usage: Nidl.ML.FreshProcess MODEL");
    return 2;
}
var ml = new MLContext(1);
_ = ml.SelfSupervised;
var transformed = ml.Model.Load(path, out _).Transform(Images.View(ml, 24));
Console.WriteLine(string.Join(' ', transformed.Schema.Select(column => $"{column.Name}:{column.Type}")));
foreach (var embedding in transformed.GetColumn<float[]>("Embedding"))
    Console.WriteLine(string.Join(' ', embedding.Select(value => BitConverter.SingleToUInt32Bits(value).ToString("x8"))));
return 0;
