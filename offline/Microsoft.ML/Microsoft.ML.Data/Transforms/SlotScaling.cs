using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

/// <summary>Reads a row's value, one number or a vector of them, as double-precision slots.</summary>
internal static class SlotReader
{
    public static Func<double[]> Of(DataViewRow row, DataViewSchema.Column column)
    {
        var slots = new double[column.Type.GetValueCount()];
        return column.Type.RawType switch
        {
            var raw when raw == typeof(float) => Scalar(row.GetGetter<float>(column), slots, v => v),
            var raw when raw == typeof(double) => Scalar(row.GetGetter<double>(column), slots, v => v),
            var raw when raw == typeof(VBuffer<float>) => Vector(row.GetGetter<VBuffer<float>>(column), slots, v => v),
            _ => Vector(row.GetGetter<VBuffer<double>>(column), slots, v => v),
        };
    }

    private static Func<double[]> Scalar<T>(ValueGetter<T> getter, double[] slots, Func<T, double> convert)
    {
        T value = default;
        return () =>
        {
            getter(ref value);
            slots[0] = convert(value);
            return slots;
        };
    }

    private static Func<double[]> Vector<T>(ValueGetter<VBuffer<T>> getter, double[] slots, Func<T, double> convert)
    {
        VBuffer<T> value = default;
        return () =>
        {
            getter(ref value);
            Contracts.Check(value.Length == slots.Length, $"Expected {slots.Length} slots, but got {value.Length}");
            foreach (var (slot, item) in value.Items(all: true)) slots[slot] = convert(item);
            return slots;
        };
    }
}

/// <summary>Range and moments of slots; values that are not finite do not count.</summary>
internal sealed class SlotStatistics(int slots)
{
    private readonly double[] _least = [.. Enumerable.Repeat(double.PositiveInfinity, slots)];
    private readonly double[] _greatest = [.. Enumerable.Repeat(double.NegativeInfinity, slots)];
    private readonly double[] _means = new double[slots];
    private readonly double[] _squares = new double[slots];
    private readonly long[] _counts = new long[slots];

    public void Add(double[] values)
    {
        for (var j = 0; j < values.Length; j++)
        {
            var value = values[j];
            if (!double.IsFinite(value)) continue;
            _least[j] = Math.Min(_least[j], value);
            _greatest[j] = Math.Max(_greatest[j], value);
            var delta = value - _means[j];
            _means[j] += delta / ++_counts[j];
            _squares[j] += delta * (value - _means[j]);
        }
    }

    public SlotScaling ToScaling(NormalizingOptions options)
    {
        double[] scales = new double[_means.Length], offsets = new double[_means.Length];
        for (var j = 0; j < scales.Length; j++) (scales[j], offsets[j]) = options.ByMoments ? ByMoments(j, options) : ByRange(j, options);
        return new SlotScaling(scales, offsets, options.UseCdf);
    }

    /// <summary>A slot without spread has nothing to say and becomes zero.</summary>
    private (double Scale, double Offset) ByRange(int j, NormalizingOptions options)
    {
        double least = _least[j], greatest = _greatest[j];
        if (!(greatest > least)) return (0, 0);
        return options.FixZero ? (1 / Math.Max(Math.Abs(greatest), Math.Abs(least)), 0) : (1 / (greatest - least), least);
    }

    private (double Scale, double Offset) ByMoments(int j, NormalizingOptions options)
    {
        var variance = _counts[j] > 0 ? _squares[j] / _counts[j] : 0;
        if (variance == 0) return (0, options.UseCdf ? _means[j] : 0);
        if (options.FixZero && !options.UseCdf) return (1 / Math.Sqrt(variance + (_means[j] * _means[j])), 0);
        return (1 / Math.Sqrt(variance), _means[j]);
    }
}

/// <summary>(x - offset) * scale of each slot, or the normal probability of being below that.</summary>
internal sealed class SlotScaling(double[] scales, double[] offsets, bool asProbability)
{
    public int Slots => scales.Length;

    private bool KeepsZero => !asProbability && offsets.All(o => o == 0);

    public static SlotScaling Load(BinaryReader reader) => new(ValueFormat.ReadItems<double>(reader), ValueFormat.ReadItems<double>(reader), reader.ReadBoolean());

    public void Save(BinaryWriter writer)
    {
        ValueFormat.WriteItems(writer, scales);
        ValueFormat.WriteItems(writer, offsets);
        writer.Write(asProbability);
    }

    public Delegate Getter(DataViewRow row, DataViewSchema.Column input) => input.Type.RawType switch
    {
        var raw when raw == typeof(float) => Scalar(row.GetGetter<float>(input), v => v, v => (float)v),
        var raw when raw == typeof(double) => Scalar(row.GetGetter<double>(input), v => v, v => v),
        var raw when raw == typeof(VBuffer<float>) => Vector(row.GetGetter<VBuffer<float>>(input), v => v, v => (float)v),
        _ => Vector(row.GetGetter<VBuffer<double>>(input), v => v, v => v),
    };

    private ValueGetter<T> Scalar<T>(ValueGetter<T> getter, Func<T, double> read, Func<double, T> write) => (ref T value) =>
    {
        getter(ref value);
        value = write(Map(read(value), 0));
    };

    private ValueGetter<VBuffer<T>> Vector<T>(ValueGetter<VBuffer<T>> getter, Func<T, double> read, Func<double, T> write)
    {
        VBuffer<T> source = default;
        return (ref VBuffer<T> value) =>
        {
            getter(ref source);
            Contracts.Check(source.Length == Slots, $"Expected {Slots} slots, but got {source.Length}");
            if (KeepsZero) source.CopyTo(ref value);
            else source.CopyToDense(ref value);
            var editor = VBufferEditor.CreateFromBuffer(ref value);
            for (var i = 0; i < editor.Values.Length; i++) editor.Values[i] = write(Map(read(editor.Values[i]), editor.Indices.IsEmpty ? i : editor.Indices[i]));
            value = editor.Commit();
        };
    }

    private double Map(double value, int slot)
    {
        var scaled = (value - offsets[slot]) * scales[slot];
        return asProbability ? NormalProbability(scaled) : scaled;
    }

    /// <summary>The closed-form approximation that the real package uses, with the constant 0.147.</summary>
    private static double NormalProbability(double x)
    {
        const double A = 0.147;
        var half = x * x / 2;
        return 0.5 + (0.5 * Math.Sign(x) * Math.Sqrt(1 - Math.Exp(-half * ((4 / Math.PI) + (A * half)) / (1 + (A * half)))));
    }
}
