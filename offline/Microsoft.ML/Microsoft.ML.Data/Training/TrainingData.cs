using System.Numerics;
using System.Runtime.InteropServices;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

/// <summary>The columns that a trainer reads. Rows with a missing feature, label or weight are skipped.</summary>
internal sealed class TrainingData(IDataView view, DataViewSchema.Column features, DataViewSchema.Column label, DataViewSchema.Column? weight)
{
    public int FeatureCount => features.Type.GetValueCount();

    public DataViewSchema.Column Label => label;

    public long? RowCount => view.GetRowCount();

    public bool CanShuffle => view.CanShuffle;

    public bool HasWeight => weight is not null;

    public Rows Read(Random random = null)
    {
        DataViewSchema.Column[] columns = weight is { } w ? [features, label, w] : [features, label];
        return new Rows(view.GetRowCursor(columns, random), features, label, weight);
    }

    /// <summary>One pass.</summary>
    public sealed class Rows : IDisposable
    {
        private readonly DataViewRowCursor _cursor;
        private readonly ValueGetter<VBuffer<float>> _features;
        private readonly ValueGetter<float> _label;
        private readonly ValueGetter<float> _weight;
        private readonly ValueGetter<DataViewRowId> _id;

        public Rows(DataViewRowCursor cursor, DataViewSchema.Column features, DataViewSchema.Column label, DataViewSchema.Column? weight)
        {
            _cursor = cursor;
            _features = cursor.GetGetter<VBuffer<float>>(features);
            _label = LabelGetter.Of(cursor, label);
            _weight = weight is { } w ? cursor.GetGetter<float>(w) : null;
            _id = cursor.GetIdGetter();
        }

        public VBuffer<float> Features;
        public float Label;
        public float Weight = 1;

        public long Skipped { get; private set; }

        public long Kept { get; private set; }

        public DataViewRowId Id
        {
            get
            {
                DataViewRowId id = default;
                _id(ref id);
                return id;
            }
        }

        public bool MoveNext()
        {
            while (_cursor.MoveNext())
            {
                _label(ref Label);
                _features(ref Features);
                _weight?.Invoke(ref Weight);
                if (float.IsFinite(Label) && float.IsFinite(Weight) && AllFinite(Features.GetValues()))
                {
                    Kept++;
                    return true;
                }

                Skipped++;
            }

            return false;
        }

        /// <summary>Says how many rows were skipped, and fails when none is left.</summary>
        public void CheckTrained(IChannel channel)
        {
            Contracts.Check(Kept > 0, "No valid training instances found, all instances have missing features.");
            if (Skipped > 0) channel.Warning(MessageSensitivity.Unknown, "Skipped {0} instances with missing features/label/weight during training", Skipped);
        }

        public void Dispose() => _cursor.Dispose();

        private static bool AllFinite(ReadOnlySpan<float> values)
        {
            // Zero times a number that is not finite is NaN, and NaN survives every sum.
            var vectors = MemoryMarshal.Cast<float, Vector<float>>(values);
            var sum = Vector<float>.Zero;
            foreach (var vector in vectors) sum += vector * Vector<float>.Zero;
            foreach (var value in values[(vectors.Length * Vector<float>.Count)..])
            {
                if (!float.IsFinite(value)) return false;
            }

            return float.IsFinite(Vector.Sum(sum));
        }
    }
}
