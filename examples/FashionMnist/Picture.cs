namespace FashionMnist;

/// <summary>One picture with its class, as the training and the classifiers see it.</summary>
public sealed class Picture
{
    /// <summary>
    /// What stands for a class that the training may not know: ML.NET makes keys of the numbers from 0, and a missing key of one beyond
    /// the count.
    /// </summary>
    public const uint Unknown = uint.MaxValue;

    /// <summary>Gray values, 0 to 255: (1, side, side).</summary>
    public byte[] Image { get; set; } = [];

    /// <summary>The class, 0 to 9.</summary>
    public uint Label { get; set; }

    /// <summary>The class where the training may know it, else <see cref="Unknown"/>. Only SupCon reads it.</summary>
    public uint KnownLabel { get; set; } = Unknown;

    /// <summary>Rounds gray values in [0, 1] to bytes.</summary>
    public static byte[] Bytes(float[] values) => Array.ConvertAll(values, value => (byte)MathF.Round(255 * value));

    /// <summary>Gets the gray values in [0, 1] as features.</summary>
    public LabeledFeatures Pixels() => new() { Features = Array.ConvertAll(Image, value => value / 255f), Label = Label };
}
