using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Losses.Tests.Golden;

/// <summary>One case of methods.json.</summary>
internal sealed record GoldenMethod(
    string Loss, IReadOnlyDictionary<string, double> Params, IReadOnlyDictionary<string, GoldenMethod.Array> Inputs, double Value,
    IReadOnlyDictionary<string, GoldenMethod.Array> Grads)
{
    public static GoldenMethod[] All { get; } = GoldenFile.Cases<GoldenMethod>("methods.json.gz");

    /// <summary>Computes our loss of the case's inputs.</summary>
    public Tensor Ours(IReadOnlyDictionary<string, Tensor> inputs) => Loss switch
    {
        "VICReg" => new VicRegLoss(Params["invariance"], Params["variance"], Params["covariance"]).call(inputs["z1"], inputs["z2"]),
        "BYOL" => new ByolLoss().call(inputs["p1"], inputs["t2"]) + new ByolLoss().call(inputs["p2"], inputs["t1"]),
        "SupCon" => new SupConLoss(Params["temperature"], Params["baseTemperature"]).call(inputs["z1"], inputs["z2"], inputs["labels"]),
        _ => throw new InvalidDataException(Loss),
    };

    public sealed record Array(long[] Shape, double[] Data)
    {
        public Tensor ToTensor(ScalarType type) => tensor(Data, Shape, dtype: type);
    }
}
