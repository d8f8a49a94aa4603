using System.Reflection;
using System.Text.Json;
using Microsoft.ML;
using Microsoft.ML.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// A probe's part of ML.NET's model file, built as the embedding's: after ML.NET's header the length (int32) and the JSON of the description,
/// then the length (int64) and the safetensors of the weights. Data alone: no type is named.
/// </summary>
internal static class ProbeModelFile
{
    private const int LargestManifest = 1 << 24;

    private static readonly ModelLoaderRegistration.Header _header = new("NIDL PRB", "NidlProbe", 0x00010001, 0x00010001, 0x00010001);

    private static readonly JsonSerializerOptions _json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        AllowDuplicateProperties = false,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>Makes the loader known to ML.NET's catalog.</summary>
    public static void Register(ComponentCatalog catalog) => ModelLoaderRegistration.Register(catalog, typeof(ProbeModelFile), typeof(ProbeTransformer), _header);

    public static void Save(ProbeTransformer probe, ModelSaveContext context)
    {
        var writer = ModelLoaderRegistration.BeginSave(context, _header, Assembly.GetExecutingAssembly());
        var manifest = JsonSerializer.SerializeToUtf8Bytes(probe.Description, _json);
        writer.Write(manifest.Length);
        writer.Write(manifest);
        probe.Module.Use(module => WriteWeights(writer, module));
    }

    private static void WriteWeights(BinaryWriter writer, nn.Module module)
    {
        writer.Flush();
        var stream = writer.BaseStream;
        var start = stream.Position;
        writer.Write(0L);
        SafetensorsWriter.Write(stream, module.state_dict());
        var end = stream.Position;
        stream.Position = start;
        writer.Write(end - start - sizeof(long));
        stream.Position = end;
    }

    // Called by ML.NET, by name; its context's type is not public.
    private static ProbeTransformer Create(IHostEnvironment env, object ctx)
    {
        var reader = ModelLoaderRegistration.BeginLoad(ctx);
        var description = ReadDescription(reader);
        var length = reader.ReadInt64();
        if (length < 0 || length > reader.BaseStream.Length - reader.BaseStream.Position)
            throw new ModelFormatException($"The weights of the probe must lie within the file, but {length} bytes are announced.");
        using var weights = SafetensorsReader.Read(reader.BaseStream, length, header => CheckCount(description, header));
        var device = ComputeDevice.Resolve(null, SelfSupervisedCatalog.ContextOf(env));
        using var scope = NewDisposeScope();
        return new ProbeTransformer(description, description.Knn is null ? CreateMlp(description, weights, device, scope) : CreateKnn(description, weights, device), device);
    }

    private static ProbeDescription ReadDescription(BinaryReader reader)
    {
        var length = reader.ReadInt32();
        if (length is < 0 or > LargestManifest || length > reader.BaseStream.Length - reader.BaseStream.Position)
            throw new ModelFormatException($"The manifest of the probe must lie within the file and have at most {LargestManifest} bytes, but {length} are announced.");
        try
        {
            return Check(JsonSerializer.Deserialize<ProbeDescription>(reader.ReadBytes(length), _json) ?? throw new JsonException("it is null"));
        }
        catch (Exception failure) when (failure is JsonException or ArgumentException or InvalidOperationException or NotSupportedException)
        {
            throw new ModelFormatException($"The manifest of the probe must be JSON that describes it, but: {failure.Message}", failure);
        }
    }

    private static ProbeDescription Check(ProbeDescription probe)
    {
        if (!Enum.IsDefined(probe.Task) || probe.EmbeddingColumnName.Length == 0 || probe.Dimension < 1 || (probe.Knn is null) == (probe.Mlp is null))
            throw new JsonException("the task, the column, the dimension or the kind of probe is missing");
        if (probe.Task == ProbeTask.MulticlassClassification ? probe.ClassCount < 1 : probe.ClassCount != (probe.Task == ProbeTask.BinaryClassification ? 2 : 0))
            throw new JsonException($"{probe.ClassCount} classes do not suit {probe.Task}");
        probe.Classes?.Check(probe.ClassCount);
        return probe;
    }

    // Before anything of the announced size is made.
    private static void CheckCount(ProbeDescription probe, SafetensorsHeader weights)
    {
        if (probe.Mlp is not null && MlpProbeModule.CountState(probe) is var count && count != weights.ValueCount)
            throw new ModelFormatException($"The weights of the probe must have the {count} values that its network has for embeddings of {probe.Dimension} values, but they have {weights.ValueCount}.");
    }

    private static KnnModule CreateKnn(ProbeDescription probe, SafetensorsFile weights, Device device)
    {
        var type = probe.Task == ProbeTask.Regression ? ScalarType.Float32 : ScalarType.Int64;
        if (!weights.Tensors.TryGetValue(KnnModule.BankName, out var bank) || !weights.Tensors.TryGetValue(KnnModule.LabelsName, out var labels)
            || bank.dtype != ScalarType.Float32 || bank.Dimensions != 2 || bank.shape[0] < 1 || bank.shape[1] != probe.Dimension
            || labels.dtype != type || labels.Dimensions != 1 || labels.shape[0] != bank.shape[0])
            throw new ModelFormatException($"The weights of the probe must have '{KnnModule.BankName}' (M, {probe.Dimension}) and '{KnnModule.LabelsName}' (M) of {type}, but they have not.");
        if (type == ScalarType.Int64 && labels.lt(0).logical_or(labels.ge(probe.ClassCount)).any().ToBoolean())
            throw new ModelFormatException($"The labels of the probe must be classes below {probe.ClassCount}, but they are not.");
        // The file's tensors go with the file.
        return new KnnModule(bank.clone().to(device), labels.clone().to(device), probe);
    }

    private static MlpProbeModule CreateMlp(ProbeDescription probe, SafetensorsFile weights, Device device, DisposeScope scope)
    {
        var module = WeightInitialization.Create(0, () => new MlpProbeModule(probe));
        try
        {
            WeightsLoader.Load(module, weights.Tensors);
            module.to(device);
            scope.Detach(module.parameters().Concat(module.buffers()));
            return module;
        }
        catch
        {
            module.Dispose();
            throw;
        }
    }
}
