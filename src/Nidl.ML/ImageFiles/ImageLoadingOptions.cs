namespace Nidl.ML;

/// <summary>Says how image files become rows of pixels. The options are saved with the model.</summary>
public sealed record ImageLoadingOptions
{
    /// <summary>
    /// Gets the shape of a row: (3, height, width) for colors, red first, or (1, height, width) for gray. An image is cut to its
    /// proportions, around the middle, and resized to it. The default is (3, 224, 224).
    /// </summary>
    /// <exception cref="ArgumentException">The shape is another.</exception>
    public InputShape Shape
    {
        get;
        init => field = PixelPlanes.Fit(Requires.NotNull(value))
            ? value
            : throw new ArgumentException(
                $"Shape must be (3, height, width) or, for gray, (1, height, width), but {value} was given.", nameof(Shape));
    } = [3, 224, 224];

    /// <summary>Gets the folder that relative paths start from. The default, null, is the current directory.</summary>
    /// <exception cref="ArgumentException">The value is empty.</exception>
    public string? Folder { get; init => field = value is null ? null : Requires.NotEmpty(value); }

    /// <summary>
    /// Gets whether a path that leads out of <see cref="Folder"/>, by its name, is refused; links are followed. The default is false.
    /// Ignored without
    /// <see cref="Folder"/>.
    /// </summary>
    public bool OnlyInsideFolder { get; init; }

    /// <summary>
    /// Gets the color behind transparent pixels, red, green and blue or one value for all, each from 0 to 255. The default is [255]: white.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">There are neither 1 nor 3 values, or one is out of its range.</exception>
    public IReadOnlyList<double> Background
    {
        get;
        init => field = Requires.Numbers(value) is { Count: 1 or 3 } color && color.All(part => part is >= 0 and <= 255)
            ? color
            : throw new ArgumentOutOfRangeException(
                nameof(Background), $"Background must be 1 or 3 values from 0 to 255, but '{ValueList<double>.Copy(value)}' was given.");
    } = Requires.Numbers([255]);

    /// <summary>
    /// Gets whether a PNG of 16 bits a channel is refused, with its path, instead of cut to 8 bits. The default is false.
    /// </summary>
    public bool RefuseSixteenBits { get; init; }

    /// <summary>
    /// Gets whether rows whose files cannot be read are left out, with a warning in the log that counts them, instead of ending the pass
    /// with a <see cref="RowReadException"/>. The default is false. Every pass then looks at every file, whichever columns are asked for. A
    /// prediction engine leaves out nothing.
    /// </summary>
    public bool SkipUnreadable { get; init; }

    /// <summary>
    /// Gets the bytes of rows that are decoded ahead of a cursor on background threads, at least 0; one row if it is larger, and no more
    /// than four for each processor. Order and values do not depend on it. The default is 64 MiB; 0 decodes each row when it is asked for.
    /// </summary>
    public long ReadAheadBytes { get; init => field = Requires.AtLeast(value, 0L); } = 64L << 20;

    /// <summary>
    /// Gets the bytes of rows that a view remembers, the first ones that it decodes, at least 0, so that further passes need not decode
    /// them. A file that has changed is decoded again. The default is 512 MiB; 0 remembers none.
    /// </summary>
    public long CacheBytes { get; init => field = Requires.AtLeast(value, 0L); } = 512L << 20;
}
