namespace BrainAge;

/// <summary>A person who does not exist: drawn from a seed, and seen by the scanner of a site.</summary>
public sealed class Subject
{
    private const double Edge = 0.03;
    private const int Regions = 16;
    private const int Waves = 3;

    private readonly Random _random;
    private readonly double _youth;
    private readonly double _cortex;
    private readonly double _ventricles;
    private readonly double _size;
    private readonly double[] _regions;
    private readonly double[] _bias;
    private readonly (double X, double Y, double Z, double Phase, double Amplitude)[][] _warp;

    /// <param name="number">The subject's number, from which all of it follows.</param>
    public Subject(int number)
    {
        _random = new Random(number);
        Name = FormattableString.Invariant($"sub-{number:D4}");
        Age = 20 + 65 * _random.NextDouble();
        Sex = _random.Next(2) == 0 ? "F" : "M";
        Site = Site.All[_random.Next(Site.All.Count)];
        _youth = (85 - Age) / 65;
        // What age does to a brain, and how much people of one age differ.
        _cortex = 0.09 + 0.09 * _youth + 0.012 * Normal();
        _ventricles = 0.11 * (1 - _youth) * (1 - _youth) + 0.02 * Normal();
        _size = 1 + 0.05 * Normal() + (Sex == "M" ? 0.03 : -0.03);
        _regions = [.. Enumerable.Range(0, Regions).Select(_ => 0.06 * Normal())];
        _bias = [.. Enumerable.Range(0, 9).Select(_ => 0.12 * Normal())];
        _warp = [.. Enumerable.Range(0, 3).Select(_ => Enumerable.Range(0, Waves).Select(_ => Wave()).ToArray())];
    }

    /// <summary>The name, as BIDS writes it.</summary>
    public string Name { get; }

    /// <summary>The age in years, 20 to 85.</summary>
    public double Age { get; }

    /// <summary>The sex, F or M.</summary>
    public string Sex { get; }

    /// <summary>Where the subject was scanned.</summary>
    public Site Site { get; }

    /// <summary>Scans the subject: a cube of intensities, x fastest, x to the right, y to the front, z upward.</summary>
    public float[] Scan(Anatomy anatomy, int side)
    {
        var voxels = new float[side * side * side];
        for (var i = 0; i < voxels.Length; i++)
        {
            double Coordinate(int index) => (2 * index + 1.0) / side - 1;
            var (x, y, z) = (Coordinate(i % side), Coordinate(i / side % side), Coordinate(i / (side * side)));
            var place = anatomy.At((x + Moved(0, x, y, z)) / _size, (y + Moved(1, x, y, z)) / _size, (z + Moved(2, x, y, z)) / _size);
            var field = Math.Exp(Bias(x, y, z));
            voxels[i] = (float)Math.Max(0, Site.See(Signal(place)) * field + Site.Noise * Normal());
        }
        return voxels;
    }

    // A T1-weighted signal: white matter is bright, gray matter less, fluid dark.
    private double Signal(Anatomy.Place place)
    {
        // With age the brain shrinks from its surface and from its ventricles.
        var depth = place.Depth - 0.05 * (1 - _youth);
        var brain = Soft(depth);
        var fluid = Soft(_ventricles - place.VentricleDistance);
        var gray = Math.Max(Soft(_cortex - depth), 0.8 * place.Gray);
        var tissue = (1 - gray) * 0.9 + gray * (0.6 + _regions[place.Region]);
        var inside = fluid * 0.2 + (1 - fluid) * tissue;
        var outside = 0.2 * Soft(place.Depth + 0.08);
        return brain * inside + (1 - brain) * outside;
    }

    private static double Soft(double distance) => 1 / (1 + Math.Exp(-distance / Edge));

    private double Moved(int axis, double x, double y, double z) =>
        _warp[axis].Sum(wave => wave.Amplitude * Math.Sin(wave.X * x + wave.Y * y + wave.Z * z + wave.Phase));

    private double Bias(double x, double y, double z) =>
        _bias[0] * x + _bias[1] * y + _bias[2] * z + _bias[3] * x * y + _bias[4] * y * z + _bias[5] * x * z
        + _bias[6] * x * x + _bias[7] * y * y + _bias[8] * z * z;

    private (double X, double Y, double Z, double Phase, double Amplitude) Wave() =>
        (3 * Normal(), 3 * Normal(), 3 * Normal(), 2 * Math.PI * _random.NextDouble(), 0.015 * Normal());

    private double Normal() => Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());
}
