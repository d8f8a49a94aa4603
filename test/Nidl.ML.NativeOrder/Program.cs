using Nidl.ML.NativeOrder;

// Uses the native libraries in the order in which the arguments name them, and writes after each name the bits of what it computes of the
// tiny images. A name may come again.
var uses = new Dictionary<string, Func<IEnumerable<float>>>
{
    ["libtorch"] = Uses.Libtorch, ["onnxruntime"] = Uses.OnnxRuntime, ["lightgbm"] = Uses.LightGbm,
};
if (args.Length == 0 || !args.All(uses.ContainsKey))
{
    Console.Error.WriteLine($"usage: Nidl.ML.NativeOrder ({string.Join(" | ", uses.Keys)})...");
    return 2;
}
foreach (var name in args)
    Console.WriteLine($"{name}: {string.Join(' ', uses[name]().Select(value => BitConverter.SingleToUInt32Bits(value).ToString("x8")))}");
return 0;
