using System.Reflection;
using Microsoft.ML;
using Microsoft.ML.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>A probe's part of ML.NET's model file, a <see cref="NetworkPart"/> as the embedding's.</summary>
internal static class ProbeModelFile
{
    private static readonly ModelLoaderRegistration.Header _header = new("NIDL PRB", "NidlProbe", 0x00010001, 0x00010001, 0x00010001);

    private static readonly NetworkPart _part = new("probe");

    /// <summary>Makes the loader known to ML.NET's catalog.</summary>
    public static void Register(ComponentCatalog catalog) => ModelLoaderRegistration.Register(catalog, typeof(ProbeModelFile), typeof(ProbeTransformer), _header);

    public static void Save(ProbeTransformer probe, ModelSaveContext context) =>
        Write(probe, ModelLoaderRegistration.BeginSave(context, _header, Assembly.GetExecutingAssembly()));

    /// <summary>Writes what follows ML.NET's header.</summary>
    public static void Write(ProbeTransformer probe, BinaryWriter writer) => NetworkPart.Write(writer, ProbeManifest.Write(probe.Description), probe.Module);

    /// <summary>Reads what follows ML.NET's header.</summary>
    /// <exception cref="ModelFormatException">It is malformed or of a newer format.</exception>
    public static ProbeTransformer Read(BinaryReader reader, Device device) => _part.Read(
        reader, ProbeManifest.Read, CheckCount, (probe, weights) => new ProbeTransformer(probe, CreateModule(probe, weights, device), device));

    // Called by ML.NET, by name; its context's type is not public.
    private static ProbeTransformer Create(IHostEnvironment env, object ctx) =>
        Read(ModelLoaderRegistration.BeginLoad(ctx), ComputeDevice.Resolve(null, SelfSupervisedCatalog.ContextOf(env)));

    // Before anything of the announced size is made.
    private static void CheckCount(ProbeDescription probe, SafetensorsHeader weights)
    {
        if (probe.Mlp is not null && MlpProbeModule.CountState(probe) is var count && count != weights.ValueCount)
            throw new ModelFormatException($"The weights of the probe must have the {count} values that its network has for embeddings of {probe.Dimension} values, but they have {weights.ValueCount}.");
    }

    private static nn.Module<Tensor, Tensor> CreateModule(ProbeDescription probe, IReadOnlyDictionary<string, Tensor> weights, Device device)
    {
        using var scope = NewDisposeScope();
        return probe.Knn is null ? WeightsLoader.Create(() => new MlpProbeModule(probe), weights, device) : CreateKnn(probe, weights, device);
    }

    private static KnnModule CreateKnn(ProbeDescription probe, IReadOnlyDictionary<string, Tensor> weights, Device device)
    {
        var type = probe.Task == ProbeTask.Regression ? ScalarType.Float32 : ScalarType.Int64;
        if (!weights.TryGetValue(KnnModule.BankName, out var bank) || !weights.TryGetValue(KnnModule.LabelsName, out var labels)
            || bank.dtype != ScalarType.Float32 || bank.Dimensions != 2 || bank.shape[0] < 1 || bank.shape[1] != probe.Dimension
            || labels.dtype != type || labels.Dimensions != 1 || labels.shape[0] != bank.shape[0])
            throw new ModelFormatException($"The weights of the probe must have '{KnnModule.BankName}' (M, {probe.Dimension}) and '{KnnModule.LabelsName}' (M) of {type}, but they have not.");
        if (type == ScalarType.Int64 && labels.lt(0).logical_or(labels.ge(probe.ClassCount)).any().ToBoolean())
            throw new ModelFormatException($"The labels of the probe must be classes below {probe.ClassCount}, but they are not.");
        // The file's tensors go with the file.
        return new KnnModule(bank.clone().to(device), labels.clone().to(device), probe);
    }
}
