using Microsoft.ML;
using Microsoft.ML.Data;
using Nidl.ML;
using Nidl.ML.Tests;

// Loads the model that the first argument names and writes what it does to the tiny images: its schema, then the bits of each embedding.
// Without a second argument ML.NET loads it, and nothing of Nidl.ML's is called; with "Threads" 16 threads do that at once, each in a
// context of its own; with "LoadModel" our method loads it, after the encoder's TorchScript file where one is named.
switch (args)
{
    case [var path]:
        Console.Write(Describe(new MLContext().Model.Load(path, out _)));
        return 0;
    case [var path, "Threads"]:
        foreach (var description in LoadSideBySide(path))
            Console.Write(description);
        return 0;
    case [var path, "LoadModel", .. var script]:
        if (script is [var file])
            TorchScriptEncoder.FromFile(file);
        Console.Write(Describe(new MLContext().SelfSupervised.LoadModel(path, out _)));
        return 0;
    default:
        Console.Error.WriteLine("usage: Nidl.ML.FreshProcess MODEL [Threads | LoadModel [TORCHSCRIPT]]");
        return 2;
}

static string[] LoadSideBySide(string path)
{
    const int Count = 16;
    var descriptions = new string[Count];
    using var start = new Barrier(Count);
    var threads = Enumerable.Range(0, Count).Select(number => new Thread(() =>
    {
        start.SignalAndWait();
        descriptions[number] = Describe(new MLContext().Model.Load(path, out _));
    })).ToArray();
    foreach (var thread in threads)
        thread.Start();
    foreach (var thread in threads)
        thread.Join();
    return descriptions;
}

static string Describe(ITransformer model)
{
    var transformed = model.Transform(Images.View(new MLContext(), 24));
    var schema = string.Join(' ', transformed.Schema.Select(column => $"{column.Name}:{column.Type}"));
    var embeddings = transformed.GetColumn<float[]>("Embedding").Select(row => string.Join(' ', row.Select(Bits)));
    return string.Concat(embeddings.Prepend(schema).Select(line => line + Environment.NewLine));
}

static string Bits(float value) => BitConverter.SingleToUInt32Bits(value).ToString("x8");
