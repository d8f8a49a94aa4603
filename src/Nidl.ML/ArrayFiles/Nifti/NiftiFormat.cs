using System.Text.Json.Serialization;

namespace Nidl.ML;

/// <summary>
/// NIfTI files: volumes of shape (channels, depth, height, width), where depth runs along x, height along y and width along z.
/// </summary>
/// <param name="CanonicalOrientation">Whether x runs to the right, y to the front and z upward, or each as the file has it.</param>
/// <param name="NonFiniteVoxels">What becomes of voxels that are NaN or infinite.</param>
internal record NiftiFormat(bool CanonicalOrientation, NonFiniteVoxels NonFiniteVoxels) : IArrayFormat
{
    [JsonIgnore]
    public string MethodName => nameof(VolumeCatalog.LoadVolumes);

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

    public void Read(string path, InputShape shape, Span<float> destination)
    {
        var files = NiftiFiles.Of(path);
        using var file = files.OpenHeader();
        Read(file, files.OpenVoxels, shape, destination);
    }

    /// <summary>Reads what the header of a stream says of its volume.</summary>
    public ArrayGrid ReadGrid(Stream file)
    {
        using var stream = NiftiStream.Open(file);
        var header = NiftiHeader.Read(stream.Bytes);
        if (!header.IsPair)
            CheckLength(stream, header);
        return new(ShapeOf(header), OrderOf(header).AffineOf(header.Affine, header.Lengths));
    }

    /// <summary>Reads the volume of a stream.</summary>
    /// <param name="file">The stream of the header, which is closed.</param>
    /// <param name="openVoxels">Opens that of the voxels, if it is another.</param>
    /// <param name="shape">The shape that the volume must have.</param>
    /// <param name="destination">The values, as many as the shape has.</param>
    public void Read(Stream file, Func<Stream> openVoxels, InputShape shape, Span<float> destination)
    {
        using var stream = NiftiStream.Open(file);
        var header = NiftiHeader.Read(stream.Bytes);
        if (!ShapeOf(header).Equals(shape))
            throw new InvalidDataException($"its shape (channels, depth, height, width) must be {shape}, but is {ShapeOf(header)}");
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

    private VoxelOrder OrderOf(NiftiHeader header) => CanonicalOrientation ? VoxelOrder.Of(header.Affine) : VoxelOrder.AsStored;

    private InputShape ShapeOf(NiftiHeader header)
    {
        var lengths = OrderOf(header).Lengths(header.Lengths);
        return [lengths[3], lengths[0], lengths[1], lengths[2]];
    }

    private void ReadVoxels(NiftiStream stream, NiftiHeader header, long bytesBefore, Span<float> destination)
    {
        CheckLength(stream, header);
        stream.Skip(bytesBefore);
        header.Voxels.Read(stream.Bytes, OrderOf(header).Places(header.Lengths), destination);
        stream.CheckEnd();
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
