using Microsoft.ML;
using Microsoft.ML.Data;
using Nidl.ML;

namespace BrainAge;

/// <summary>
/// The anatomy of a real brain, Colin27 with the regions of its atlas AAL, as Debian's package mricron-data installs them.
/// </summary>
public sealed class ColinBrain : Anatomy
{
    private const string Folder = "/usr/share/mricron/templates";
    private const string Brain = Folder + "/ch2bet.nii.gz";
    private const string Atlas = Folder + "/aal.nii.gz";

    // Half a head, and the middle of the brain in voxels of 1 mm.
    private const double HalfHead = 105;
    private const int MiddleX = 90, MiddleY = 109, MiddleZ = 78;

    // The fields are kept on a grid of 3 mm.
    private const int Step = 3;
    private const int Side = 72;

    // Of the T1-weighted signal: fluid lies below, white matter above.
    private const float Fluid = 50, White = 92;
    private const double VentricleDepth = 20;

    private readonly float[] _depth;
    private readonly float[] _ventricle;
    private readonly float[] _gray;
    private readonly byte[] _region;

    private ColinBrain(float[] depth, float[] ventricle, float[] gray, byte[] region) =>
        (_depth, _ventricle, _gray, _region) = (depth, ventricle, gray, region);

    /// <summary>Whether the package is installed.</summary>
    public static bool IsInstalled => File.Exists(Brain) && File.Exists(Atlas);

    /// <inheritdoc/>
    public override string Name => "from the anatomy of Colin27";

    /// <summary>Reads the installed files.</summary>
    public static ColinBrain Read(MLContext ml)
    {
        var (signal, atlas) = (OnGrid(ml, Brain), OnGrid(ml, Atlas));
        var inside = DistanceField.To(signal, value => value == 0, Side, Step);
        var outside = DistanceField.To(signal, value => value > 0, Side, Step);
        float[] depth = [.. inside.Zip(outside, (deep, far) => deep - far)];
        float[] ventricle = [.. signal.Select((value, i) => value < Fluid && atlas[i] == 0 && depth[i] > VentricleDepth ? 1f : 0)];
        var toVentricle = DistanceField.To(ventricle, value => value > 0, Side, Step);
        return new(
            [.. depth.Select(InHeads)], [.. toVentricle.Select(distance => InHeads(distance - Step))],
            [.. signal.Select(value => value is >= Fluid and < White ? 1f : 0)], [.. atlas.Select(label => (byte)((int)label % 16))]);
    }

    /// <inheritdoc/>
    public override Place At(double x, double y, double z)
    {
        static int Index(double coordinate) => Math.Clamp((int)Math.Round(coordinate * HalfHead / Step) + Side / 2, 0, Side - 1);
        var i = (Index(z) * Side + Index(y)) * Side + Index(x);
        return new(_depth[i], _ventricle[i], _gray[i], _region[i]);
    }

    private static float InHeads(float millimeters) => (float)(millimeters / HalfHead);

    // The voxels nearest to the points of the grid, x fastest; 0 outside of the file.
    private static float[] OnGrid(MLContext ml, string path)
    {
        var row = ml.Data.LoadFromEnumerable([new CohortScan { Path = path }]);
        var loading = ml.SelfSupervised.LoadVolumes("Volume", "Path").Fit(row);
        var voxels = loading.Transform(row).GetColumn<float[]>("Volume").Single();
        var (lengthX, lengthY, lengthZ) = ((int)loading.Shape[1], (int)loading.Shape[2], (int)loading.Shape[3]);
        static int Place(int index, int middle) => (index - Side / 2) * Step + middle;
        return [.. Enumerable.Range(0, Side * Side * Side).Select(i =>
        {
            var (x, y, z) = (Place(i % Side, MiddleX), Place(i / Side % Side, MiddleY), Place(i / (Side * Side), MiddleZ));
            return x >= 0 && y >= 0 && z >= 0 && x < lengthX && y < lengthY && z < lengthZ ? voxels[(x * lengthY + y) * lengthZ + z] : 0;
        })];
    }
}
