using System.Text.Json;

namespace Nidl.ML;

/// <summary>What a probe's part of a model file says of it, but for the weights.</summary>
internal static class ProbeManifest
{
    /// <summary>The version that this code writes, and the newest that it reads. 1: the first.</summary>
    public const int CurrentFormat = 1;

    public static byte[] Write(ProbeDescription probe) =>
        new ModelManifest<ProbeDescription>(CurrentFormat, ReadableFrom: 1, ManifestJson.Writer, probe).Write();

    /// <exception cref="ModelFormatException">It is no manifest, of a newer format, or its parts do not fit together.</exception>
    public static ProbeDescription Read(byte[] utf8) => ModelManifest.Read<ProbeDescription>(utf8, "probe", CurrentFormat, Check);

    private static void Check(ProbeDescription probe)
    {
        if (!Enum.IsDefined(probe.Task) || probe.FeatureColumnName.Length == 0 || probe.Dimension < 1 || CountKinds(probe) != 1)
            throw new JsonException("the task, the column, the dimension or the kind of probe is missing");
        if (probe.Task == ProbeTask.MulticlassClassification
            ? probe.ClassCount < 1
            : probe.ClassCount != (probe.Task == ProbeTask.BinaryClassification ? 2 : 0))
            throw new JsonException($"{probe.ClassCount} classes do not suit {probe.Task}");
        probe.Classes?.Check(probe.ClassCount);
    }

    private static int CountKinds(ProbeDescription probe) =>
        new object?[] { probe.Knn, probe.Mlp, probe.Linear }.Count(kind => kind is not null);
}
