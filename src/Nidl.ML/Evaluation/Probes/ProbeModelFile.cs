using Microsoft.ML;
using Microsoft.ML.Runtime;
using Nidl.ML;
using TorchSharp;
using static TorchSharp.torch;

[assembly: LoadableClass(
    typeof(ProbeTransformer), typeof(ProbeModelFile), null, typeof(SignatureLoadModel), "Self-supervised probe", ProbeModelFile.Loader)]

namespace Nidl.ML;

/// <summary>A probe's part of ML.NET's model file, a <see cref="NetworkPart"/> as the embedding's.</summary>
internal static class ProbeModelFile
{
    public const string Loader = "NidlProbe";

    private static readonly ModelPart _part = new("probe", "NIDL PRB", Loader);

    public static void Save(ProbeTransformer probe, ModelSaveContext context) => Write(probe, _part.Begin(context));

    /// <summary>Writes what follows ML.NET's header.</summary>
    public static void Write(ProbeTransformer probe, BinaryWriter writer) =>
        NetworkPart.Write(writer, ProbeManifest.Write(probe.Description), probe.Module);

    /// <summary>Reads what follows ML.NET's header.</summary>
    /// <exception cref="ModelFormatException">It is damaged, malformed or of a newer format.</exception>
    public static ProbeTransformer Read(BinaryReader reader, Device device) => NetworkPart.Read(
        _part, reader, ProbeManifest.Read, CheckCount,
        (probe, weights) => new ProbeTransformer(probe, CreateModule(probe, weights, device), device));

    // Called by ML.NET, by name.
    private static ProbeTransformer Create(IHostEnvironment env, ModelLoadContext ctx) => Read(_part.Begin(ctx), ComputeDevice.Of(env));

    // Before anything of the announced size is made.
    private static void CheckCount(ProbeDescription probe, SafetensorsHeader weights)
    {
        var count = probe switch
        {
            { Mlp: not null } => MlpProbeModule.CountState(probe),
            { Linear: not null } => LinearProbeModule.CountState(probe),
            _ => weights.ValueCount, // as many as there are rows
        };
        if (count != weights.ValueCount)
            throw new ModelFormatException(
                $"The weights of the probe must have the {count} values that its network has for embeddings of {probe.Dimension} values, "
                + $"but they have {weights.ValueCount}.");
    }

    private static nn.Module<Tensor, Tensor> CreateModule(
        ProbeDescription probe, IReadOnlyDictionary<string, Tensor> weights, Device device)
    {
        using var scope = NewDisposeScope();
        return probe switch
        {
            { Knn: not null } => CreateKnn(probe, weights, device),
            { Mlp: not null } => WeightsLoader.Create(() => new MlpProbeModule(probe), weights, device),
            _ => WeightsLoader.Create(() => new LinearProbeModule(probe), weights, device),
        };
    }

    private static KnnModule CreateKnn(ProbeDescription probe, IReadOnlyDictionary<string, Tensor> weights, Device device)
    {
        var type = probe.Task == ProbeTask.Regression ? ScalarType.Float32 : ScalarType.Int64;
        if (!weights.TryGetValue(KnnModule.BankName, out var bank) || !weights.TryGetValue(KnnModule.LabelsName, out var labels)
            || bank.dtype != ScalarType.Float32 || bank.Dimensions != 2 || bank.shape[0] < 1 || bank.shape[1] != probe.Dimension
            || labels.dtype != type || labels.Dimensions != 1 || labels.shape[0] != bank.shape[0])
            throw new ModelFormatException(
                $"The weights of the probe must have '{KnnModule.BankName}' (M, {probe.Dimension}) and '{KnnModule.LabelsName}' (M) of "
                + $"{type}, but they have not.");
        if (type == ScalarType.Int64 && labels.lt(0).logical_or(labels.ge(probe.ClassCount)).any().ToBoolean())
            throw new ModelFormatException($"The labels of the probe must be classes below {probe.ClassCount}, but they are not.");
        // The file's tensors go with the file.
        return new KnnModule(bank.clone().to(device), labels.clone().to(device), probe);
    }
}
