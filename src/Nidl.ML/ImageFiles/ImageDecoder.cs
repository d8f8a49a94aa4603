using SkiaSharp;

namespace Nidl.ML;

/// <summary>Decodes image files into rows of pixels. One thread uses it.</summary>
internal sealed class ImageDecoder(ImageLoadingOptions options)
{
    private const int Parts = 4;

    // Half a gibibyte once decoded: a file of a few bytes can announce any size.
    private const long MostPixels = 1L << 27;

    private readonly PixelPlanes _planes = new(options.Shape);
    private byte[] _pixels = [];
    private byte[] _turned = [];

    /// <summary>Decodes a file.</summary>
    /// <param name="path">The file, as <see cref="FullPath"/> gives it.</param>
    /// <param name="row">The pixels, channels first.</param>
    /// <exception cref="InvalidDataException">The file is not an image that can be read.</exception>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    public void Decode(string path, Span<byte> row)
    {
        var file = File.ReadAllBytes(path);
        if (options.RefuseSixteenBits && IsSixteenBitPng(file))
            throw new InvalidDataException(
                "it must have at most 8 bits a channel, but has 16, of which 8 would be lost; LoadGrayImages16 keeps those of gray images");
        using var data = SKData.CreateCopy(file);
        using var codec = SKCodec.Create(data) ?? throw Unknown(file);
        var (width, height) = DecodePixels(codec);
        LayOverBackground(codec, _pixels.AsSpan(0, width * height * Parts));
        var orientation = new ImageOrientation(codec.EncodedOrigin);
        if (orientation.IsUpright)
        {
            _planes.Write(_pixels.AsSpan(0, width * height * Parts), width, height, row);
            return;
        }
        Reserve(ref _turned, width, height);
        orientation.Turn(_pixels, width, height, _turned);
        (width, height) = orientation.Turn(width, height);
        _planes.Write(_turned.AsSpan(0, width * height * Parts), width, height, row);
    }

    /// <summary>Gets the path of a file.</summary>
    /// <exception cref="InvalidDataException">The path is blank, or leads out of the folder where that is refused.</exception>
    public static string FullPath(ImageLoadingOptions options, string path)
    {
        if (string.IsNullOrWhiteSpace(path))
            throw new InvalidDataException("the path must not be blank, but it is");
        var folder = Path.GetFullPath(options.Folder ?? ".");
        var full = Path.GetFullPath(path, folder);
        var inside = Path.TrimEndingDirectorySeparator(folder) + Path.DirectorySeparatorChar;
        if (options.OnlyInsideFolder && options.Folder is not null && !full.StartsWith(inside, StringComparison.Ordinal))
            throw new InvalidDataException($"the path must lead to a file in the folder '{options.Folder}', but it leads out of it");
        return full;
    }

    private unsafe (int Width, int Height) DecodePixels(SKCodec codec)
    {
        var size = Size(codec);
        Reserve(ref _pixels, size.Width, size.Height);
        fixed (byte* pixels = _pixels)
        {
            var result = codec.GetPixels(
                new SKImageInfo(size.Width, size.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul), (nint)pixels);
            if (result == SKCodecResult.IncompleteInput)
                throw new InvalidDataException("it must be a whole image, but the file ends within it");
            if (result != SKCodecResult.Success)
                throw new InvalidDataException($"it must be an image without damage, but its decoder reports {result}");
        }
        return (size.Width, size.Height);
    }

    // A JPEG can be decoded at an eighth, a quarter or a half of its size, which is faster; no smaller than the rows are.
    private SKSizeI Size(SKCodec codec)
    {
        var full = codec.Info.Size;
        if (codec.EncodedFormat != SKEncodedImageFormat.Jpeg)
            return full;
        var (width, height) = new ImageOrientation(codec.EncodedOrigin)
            .Turn(PixelPlanes.Width(options.Shape), PixelPlanes.Height(options.Shape));
        foreach (var scale in (float[])[0.125f, 0.25f, 0.5f])
        {
            if (codec.GetScaledDimensions(scale) is var size && size.Width >= width && size.Height >= height)
                return size;
        }
        return full;
    }

    private void LayOverBackground(SKCodec codec, Span<byte> pixels)
    {
        if (codec.Info.AlphaType == SKAlphaType.Opaque)
            return;
        var background = options.Background;
        for (var i = 0; i < pixels.Length; i += Parts)
        {
            var opacity = pixels[i + 3] / 255.0;
            for (var part = 0; part < 3; part++)
                pixels[i + part] = (byte)(pixels[i + part] * opacity + background[part % background.Count] * (1 - opacity) + 0.5);
        }
    }

    private static void Reserve(ref byte[] pixels, int width, int height)
    {
        if ((long)width * height > MostPixels)
            throw new InvalidDataException(
                FormattableString.Invariant($"it must have at most {MostPixels} pixels, but is {width} x {height}"));
        if (pixels.Length < width * height * Parts)
            pixels = GC.AllocateUninitializedArray<byte>(width * height * Parts);
    }

    // Behind the signature and the sizes of the header, which is the first chunk.
    private static bool IsSixteenBitPng(ReadOnlySpan<byte> file) => file.Length > 24 && file[1..].StartsWith("PNG"u8) && file[24] == 16;

    private static InvalidDataException Unknown(ReadOnlySpan<byte> file)
    {
        if (file.IsEmpty)
            return new("it must be an image, but the file is empty");
        return file.StartsWith("II*\0"u8) || file.StartsWith("MM\0*"u8)
            ? new("it must be JPEG, PNG, WebP, BMP, GIF or ICO, but is TIFF; convert it, for example to PNG")
            : new("it must be JPEG, PNG, WebP, BMP, GIF or ICO, but its first bytes are those of none, or it is broken");
    }
}
