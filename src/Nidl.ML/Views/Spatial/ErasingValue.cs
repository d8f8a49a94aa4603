using System.Drawing;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using static TorchSharp.torch;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Nidl.ML;

/// <summary>
/// Describes what an erased box holds: a number, <c>Value = 0</c>, the mean of what was in it, or a standard normal value in every place.
/// </summary>
[JsonConverter(typeof(ErasingValueNote))]
public readonly record struct ErasingValue
{
    private readonly Kind _kind;
    private readonly double _number;

    private ErasingValue(Kind kind, double number) => (_kind, _number) = (kind, number);

    private enum Kind
    {
        Number,
        Mean,
        Noise,
    }

    /// <summary>Gets the mean of the box over all of its channels.</summary>
    public static ErasingValue Mean { get; } = new(Kind.Mean, 0);

    /// <summary>Gets independent standard normal values.</summary>
    public static ErasingValue Noise { get; } = new(Kind.Noise, 0);

    /// <summary>Converts a number to the value that is this number everywhere.</summary>
    /// <param name="value">The number, finite.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="value"/> is not finite.</exception>
    public static implicit operator ErasingValue(double value) => new(Kind.Number, AugmentationOption.Finite(value, "Value"));

    /// <summary>Gets the value as it stands in messages: the number, <c>mean</c> or <c>noise</c>.</summary>
    public override string ToString() => _kind switch
    {
        Kind.Number => _number.ToString(CultureInfo.InvariantCulture),
        Kind.Mean => "mean",
        _ => "noise",
    };

    // The mask has shape (N, 1, ...).
    internal Tensor Write(Tensor batch, Tensor mask, RandomSource random) => _kind switch
    {
        Kind.Number => batch.masked_fill(mask, _number),
        Kind.Mean => where(mask, MeanOf(batch, mask), batch),
        _ => where(mask, random.NormalLike(batch), batch),
    };

    /// <summary>Gets whether every place has a value of its own.</summary>
    internal bool IsNoise => _kind == Kind.Noise;

    /// <summary>Overwrites a box of one image, channel by channel; not with noise.</summary>
    internal void Write(Span<float> image, int height, int width, Rectangle box)
    {
        var value = _kind == Kind.Mean ? MeanOf(image, height, width, box) : (float)_number;
        for (var line = 0; line < image.Length / width; line++)
            Inside(image, line, height, width, box).Fill(value);
    }

    private static float MeanOf(Span<float> image, int height, int width, Rectangle box)
    {
        var sum = 0.0;
        for (var line = 0; line < image.Length / width; line++)
            sum += TensorPrimitives.Sum(Inside(image, line, height, width, box));
        return (float)(sum / box.Width / box.Height / (image.Length / width / height));
    }

    // Lines are counted through all channels.
    private static Span<float> Inside(Span<float> image, int line, int height, int width, Rectangle box)
    {
        var isInside = line % height >= box.Top && line % height < box.Bottom;
        return image.Slice(line * width + box.Left, isInside ? box.Width : 0);
    }

    private static Tensor MeanOf(Tensor batch, Tensor mask)
    {
        var shape = BatchShape.OnePerSample(batch);
        var sum = batch.mul(mask).flatten(1).sum(1);
        return sum.div_(mask.flatten(1).sum(1).mul_(batch.shape[1])).view(shape);
    }
}

/// <summary>Writes an <see cref="ErasingValue"/> as a number or a word; nothing is read back.</summary>
internal sealed class ErasingValueNote : JsonConverter<ErasingValue>
{
    public override ErasingValue Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("Values of erased boxes are written into model files as a note and are not read back.");

    public override void Write(Utf8JsonWriter writer, ErasingValue value, JsonSerializerOptions options)
    {
        if (double.TryParse(value.ToString(), CultureInfo.InvariantCulture, out var number))
            writer.WriteNumberValue(number);
        else
            writer.WriteStringValue(value.ToString());
    }
}
