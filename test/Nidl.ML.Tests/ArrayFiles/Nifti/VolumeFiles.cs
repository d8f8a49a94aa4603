using Microsoft.ML;
using Nidl.ML.Tests.Npy;

namespace Nidl.ML.Tests.Nifti;

/// <summary>Small volumes in files, which count voxels up from a first value, and the views that load them.</summary>
internal sealed class VolumeFiles : IDisposable
{
    public static readonly InputShape Shape = [1, 4, 3, 2];

    private readonly TemporaryFolder _folder = new();

    public IEnumerable<string> Names => _folder.Names;

    public string this[string name] => _folder[name];

    /// <summary>The values of a volume as they are loaded: first, first + 1, ...</summary>
    public static float[] Values(int first) => [.. Enumerable.Range(0, Shape.Size).Select(i => (float)(first + i))];

    /// <summary>The file of that volume.</summary>
    public static NiftiFile Volume(float first) =>
        new() { Voxels = [.. NiftiFile.Counted([4, 3, 2], first).SelectMany(BitConverter.GetBytes)] };

    public static IDataView View(params string[] paths) =>
        new MLContext(1).Data.LoadFromEnumerable(
            paths.Select((path, number) => new NpyLoadingTests.PathRow { Path = path, Number = number }).ToArray());

    public static IDataView Load(IDataView view, VolumeOptions? options = null) =>
        new MLContext(1).SelfSupervised.LoadVolumes("Volume", "Path", options: options).Fit(view).Transform(view);

    public string Write(string name, NiftiFile file, bool packed = false)
    {
        File.WriteAllBytes(_folder[name], packed ? file.Packed : file.Bytes);
        return _folder[name];
    }

    /// <summary>Writes the two files of a pair.</summary>
    public void WritePair(NiftiFile file)
    {
        var pair = file with { IsPair = true };
        File.WriteAllBytes(_folder["pair.hdr"], pair.Header);
        File.WriteAllBytes(_folder["pair.img"], pair.VoxelBytes);
    }

    public void Dispose() => _folder.Dispose();
}
