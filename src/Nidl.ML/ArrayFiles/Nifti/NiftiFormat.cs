using System.Text.Json.Serialization;

namespace Nidl.ML;

/// <summary>
/// NIfTI files: volumes of shape (channels, depth, height, width), where depth runs along x, height along y and width along z.
/// </summary>
/// <param name="CanonicalOrientation">Whether x runs to the right, y to the front and z upward, or each as the file has it.</param>
/// <param name="NonFiniteVoxels">What becomes of voxels that are NaN or infinite.</param>
/// <param name="RefuseOtherGrids">Whether a volume whose voxels have another size or other axes than the first row's is refused.</param>
internal sealed record NiftiFormat(bool CanonicalOrientation, NonFiniteVoxels NonFiniteVoxels, bool RefuseOtherGrids = true) : IArrayFormat
{
    // Of a voxel's size: scanners and tools round it.
    private const double SizeTolerance = 0.01;

    [JsonIgnore]
    public string MethodName => nameof(VolumeCatalog.LoadVolumes);

    [JsonIgnore]
    public bool TellsPlaces => true;

    public IReadOnlyList<string> FilesOf(string path)
    {
        var files = NiftiFiles.Of(path);
        return files.Voxels is null ? [files.Header] : [files.Header, files.Voxels];
    }

    public ArrayGrid ReadGrid(string path)
    {
        using var file = NiftiFiles.Of(path).OpenHeader();
        return ReadGrid(file);
    }

    public void Read(string path, ArrayGrid grid, Span<float> destination)
    {
        var files = NiftiFiles.Of(path);
        using var file = files.OpenHeader();
        Read(file, files.OpenVoxels, grid, destination);
    }

    /// <summary>Reads what the header of a stream says of its volume.</summary>
    public ArrayGrid ReadGrid(Stream file)
    {
        using var stream = NiftiStream.Open(file);
        var header = NiftiHeader.Read(stream.Bytes);
        if (!header.IsPair)
            CheckLength(stream, header);
        return GridOf(header);
    }

    /// <summary>Reads the volume of a stream.</summary>
    /// <param name="file">The stream of the header, which is closed.</param>
    /// <param name="openVoxels">Opens that of the voxels, if it is another.</param>
    /// <param name="grid">The shape that the volume must have, and where its voxels must lie, if that is known.</param>
    /// <param name="destination">The values, as many as the shape has.</param>
    public void Read(Stream file, Func<Stream> openVoxels, ArrayGrid grid, Span<float> destination)
    {
        using var stream = NiftiStream.Open(file);
        var header = NiftiHeader.Read(stream.Bytes);
        CheckGrid(GridOf(header), grid);
        if (header.IsPair)
        {
            using var voxels = NiftiStream.Open(openVoxels());
            ReadVoxels(voxels, header, header.VoxelOffset, destination);
        }
        else
        {
            ReadVoxels(stream, header, header.VoxelOffset - header.Size, destination);
        }
        CheckFinite(destination);
    }

    private static void CheckLength(NiftiStream stream, NiftiHeader header) =>
        stream.CheckLength(header.VoxelOffset, header.Count * header.Voxels.Element.Size);

    private VoxelOrder OrderOf(NiftiHeader header)
    {
        if (!CanonicalOrientation)
            return VoxelOrder.AsStored;
        return header.Affine.Place?.Order
            ?? throw new InvalidDataException("the axes of its srow_x, y and z must span space, but lie in one plane");
    }

    private ArrayGrid GridOf(NiftiHeader header)
    {
        var order = OrderOf(header);
        var lengths = order.Lengths(header.Lengths);
        return new([lengths[3], lengths[0], lengths[1], lengths[2]], header.Affine.Place?.After(order.IndicesBefore(header.Lengths)));
    }

    private void CheckGrid(ArrayGrid actual, ArrayGrid expected)
    {
        if (!actual.Shape.Equals(expected.Shape))
            throw new InvalidDataException(
                $"its shape (channels, depth, height, width) must be {expected.Shape}, but is {actual.Shape}");
        if (RefuseOtherGrids && expected.Affine is { } known && !known.Equals(actual.Affine))
            CheckPlace(actual.Affine, known);
    }

    // Where the first voxel lies, and small turns, are of each subject's own.
    private void CheckPlace(VolumeAffine? actual, VolumeAffine expected)
    {
        if (!CanonicalOrientation && actual?.Orientation != expected.Orientation)
            throw new InvalidDataException(
                $"its depth, height and width must go to {expected.Orientation}, as the first row's do, but go to "
                + $"{actual?.Orientation ?? "places in one plane"}; CanonicalOrientation = true gives all volumes the axes RAS");
        var (given, wanted) = (actual!.VoxelSize, expected.VoxelSize);
        if (Enumerable.Range(0, 3).Any(axis => !(Math.Abs(given[axis] / wanted[axis] - 1) <= SizeTolerance)))
            throw new InvalidDataException(
                $"its voxels must be of the first row's size, {wanted} mm along depth, height and width, but are of {given} mm; bring the "
                + "volumes to one voxel size before, or set RefuseOtherGrids = false where millimeters mean nothing");
    }

    private void ReadVoxels(NiftiStream stream, NiftiHeader header, long bytesBefore, Span<float> destination)
    {
        CheckLength(stream, header);
        stream.Skip(bytesBefore);
        header.Voxels.Read(stream.Bytes, PlacesOf(header), destination);
        stream.CheckEnd();
    }

    // In a tensor of shape (volumes, depth, height, width), last index fastest.
    private ArrayPlaces PlacesOf(NiftiHeader header)
    {
        var (order, stored) = (OrderOf(header), header.Lengths);
        var lengths = order.Lengths(stored);
        int[] spatial = [(int)(lengths[1] * lengths[2]), (int)lengths[2], 1];
        int[] strides = [
            .. order.Axes.Select((world, axis) => order.IsTurned[axis] ? -spatial[world] : spatial[world]), (int)lengths[0] * spatial[0]];
        var start = Enumerable.Range(0, 3).Where(axis => order.IsTurned[axis])
            .Sum(axis => spatial[order.Axes[axis]] * ((int)stored[axis] - 1));
        return new(stored, strides, start);
    }

    private void CheckFinite(Span<float> voxels)
    {
        if (NonFiniteVoxels == NonFiniteVoxels.Keep)
            return;
        var count = 0;
        foreach (ref var voxel in voxels)
        {
            if (float.IsFinite(voxel))
                continue;
            count++;
            voxel = 0;
        }
        if (count > 0 && NonFiniteVoxels == NonFiniteVoxels.Refuse)
            throw new InvalidDataException(
                $"its voxels must be finite, but {count} of {voxels.Length} are not; NonFiniteVoxels can set them to 0");
    }
}
