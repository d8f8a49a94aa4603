namespace TorchSharp;

public static partial class torch
{
    /// <summary>One place in an index expression: a number, a range, a mask, a new axis or an ellipsis.</summary>
    public struct TensorIndex
    {
        public static TensorIndex Ellipsis = new() { Kind = Part.Ellipsis };
        public static TensorIndex None = new() { Kind = Part.None };
        public static TensorIndex Null = new() { Kind = Part.Null };
        public static TensorIndex Colon = Slice();

        internal enum Part { None, Single, Null, Ellipsis, Bool, Tensor, Slice }

        internal Part Kind { get; private init; }
        internal long? Start { get; private init; }
        internal long? Stop { get; private init; }
        internal long? Step { get; private init; }
        internal Tensor? Index { get; private init; }

        public static TensorIndex Slice(long? start = null, long? stop = null, long? step = null) => new() { Kind = Part.Slice, Start = start, Stop = stop, Step = step };
        public static TensorIndex Slice((int? start, int? end) range) => Slice((long?)range.start, (long?)range.end);
        public static TensorIndex Slice(Range range) => Slice(From(range.Start), range.End is { IsFromEnd: true, Value: 0 } ? null : From(range.End));
        public static TensorIndex Bool(bool value) => new() { Kind = Part.Bool, Start = value ? 1 : 0 };
        public static TensorIndex Single(long? index) => new() { Kind = Part.Single, Start = index };
        public static TensorIndex Tensor(Tensor tensor) => new() { Kind = Part.Tensor, Index = tensor };

        public static implicit operator TensorIndex(long value) => Single(value);
        public static implicit operator TensorIndex((int? start, int? end) range) => Slice(range);
        public static implicit operator TensorIndex(Range range) => Slice(range);
        public static implicit operator TensorIndex(Index index) => Single(From(index));

        // Never called; it takes part in choosing between the indexers of tensors and of index parts.
        public static implicit operator Tensor(TensorIndex value) => throw new InvalidOperationException("Should not be called.");

        private static long From(Index index) => index.IsFromEnd ? -index.Value : index.Value;
    }
}
