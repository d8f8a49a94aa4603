using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Nidl.ML;

/// <summary>
/// Describes where the voxels of a volume lie in the world: the 4x4 matrix that maps a voxel's indices along depth, height and width, and
/// 1, to millimeters towards right, anterior and superior, and 1. Immutable, compared by value.
/// </summary>
/// <remarks>
/// The columns are in the order of the axes of a NIfTI file and of nibabel's arrays: <c>LoadVolumes</c> gives rows with the first axis as
/// depth.
/// </remarks>
[JsonConverter(typeof(VolumeAffineJsonConverter))]
public sealed class VolumeAffine : IEquatable<VolumeAffine>
{
    private const int Size = 4;
    private const string Canonical = "RAS";
    private const string Opposite = "LPI";

    private readonly double[] _values;

    private VolumeAffine(double[] values) => _values = values;

    /// <summary>Gets the affine of voxels of 1 mm whose depth goes to the right, height to anterior and width to superior.</summary>
    public static VolumeAffine Identity { get; } = OfVoxelSize(1, 1, 1);

    /// <summary>Creates an affine from its matrix.</summary>
    /// <param name="matrix">4x4 finite values, the last row 0, 0, 0, 1; the three axes must span space.</param>
    /// <exception cref="ArgumentException"><paramref name="matrix"/> is not of this form.</exception>
    public static VolumeAffine Create(double[,] matrix)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        if (matrix.GetLength(0) != Size || matrix.GetLength(1) != Size)
            throw new ArgumentException(
                $"A volume's affine must have 4x4 values, but {matrix.GetLength(0)}x{matrix.GetLength(1)} were given.", nameof(matrix));
        return OfValues([.. matrix.Cast<double>()]);
    }

    /// <summary>Creates the affine of a volume whose axes are those of the world, in the order of <see cref="Identity"/>.</summary>
    /// <param name="depth">The voxels' size along the depth, in millimeters: positive.</param>
    /// <param name="height">The same along the height.</param>
    /// <param name="width">The same along the width.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is not positive and finite.</exception>
    public static VolumeAffine OfVoxelSize(double depth, double height, double width)
    {
        VoxelSize size =
            (Requires.Positive(depth, nameof(depth)), Requires.Positive(height, nameof(height)), Requires.Positive(width, nameof(width)));
        return OfSteps(axis => (size[axis], 0));
    }

    /// <summary>Gets the value in a row and a column of the matrix, both counted from 0.</summary>
    public double this[int row, int column] => _values[Size * row + column];

    /// <summary>Gets the voxels' size along depth, height and width, in millimeters.</summary>
    public VoxelSize VoxelSize => new(Length(0), Length(1), Length(2));

    /// <summary>
    /// Gets where depth, height and width go, a letter each: R or L (right, left), A or P (anterior, posterior), S or I (superior,
    /// inferior).
    /// </summary>
    public string Orientation => string.Concat(Order.Axes.Zip(Order.IsTurned, (axis, isTurned) => (isTurned ? Opposite : Canonical)[axis]));

    /// <summary>Gets which axes of space the volume's run along.</summary>
    internal VoxelOrder Order => field ??= VoxelOrder.Of(this);

    /// <inheritdoc/>
    public bool Equals(VolumeAffine? other) => other is not null && _values.AsSpan().SequenceEqual(other._values);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as VolumeAffine);

    /// <inheritdoc/>
    public override int GetHashCode() => _values.Aggregate(17, HashCode.Combine);

    /// <summary>Gets the matrix as it stands in messages, row by row.</summary>
    public override string ToString()
    {
        var rows = _values.Select(value => value.ToString(CultureInfo.InvariantCulture)).Chunk(Size);
        return $"[{string.Join("; ", rows.Select(row => string.Join(", ", row)))}]";
    }

    /// <summary>Gets a map of indices, each axis by itself: multiplied by a step, and moved.</summary>
    internal static VolumeAffine OfSteps(Func<int, (double Step, double First)> axis)
    {
        var values = new double[Size * Size];
        for (var i = 0; i < 3; i++)
            (values[(Size + 1) * i], values[Size * i + 3]) = axis(i);
        values[^1] = 1;
        return new(values);
    }

    /// <summary>Gets the affine of a volume whose indices <paramref name="indices"/> maps to those of this one.</summary>
    internal VolumeAffine After(VolumeAffine indices)
    {
        var product = new double[Size * Size];
        for (var row = 0; row < Size; row++)
            for (var column = 0; column < Size; column++)
                for (var k = 0; k < Size; k++)
                    product[Size * row + column] += this[row, k] * indices[k, column];
        return new(product);
    }

    /// <exception cref="ArgumentException">The values are not those of an affine.</exception>
    internal static VolumeAffine OfValues(double[] values) => OfValuesOrNull(values) ?? throw new ArgumentException(
        "A volume's affine must have 16 finite values, axes that span space, and the last row 0, 0, 0, 1, "
        + $"but {new VolumeAffine(values)} was given.",
        "matrix");

    /// <summary>Gets the affine of these values, row by row; null if they are not those of one.</summary>
    internal static VolumeAffine? OfValuesOrNull(double[] values) =>
        values.Length == Size * Size && values.All(double.IsFinite) && values.AsSpan(12).SequenceEqual([0, 0, 0, 1])
        && NearestRotation.SpansSpace((row, column) => values[Size * row + column])
            ? new(values)
            : null;

    internal double[] ToArray() => [.. _values];

    private double Length(int column) => Math.Sqrt(Enumerable.Range(0, 3).Sum(row => this[row, column] * this[row, column]));
}

/// <summary>Writes a <see cref="VolumeAffine"/> as a JSON array of its 16 values, row by row.</summary>
internal sealed class VolumeAffineJsonConverter : JsonConverter<VolumeAffine>
{
    public override VolumeAffine Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        VolumeAffine.OfValues(JsonSerializer.Deserialize<double[]>(ref reader, options) ?? []);

    public override void Write(Utf8JsonWriter writer, VolumeAffine value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(writer, value.ToArray(), options);
}
