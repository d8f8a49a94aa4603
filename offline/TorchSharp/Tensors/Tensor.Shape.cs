namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor reshape(params long[] shape) => Operators.Call("reshape", this, shape);
        public Tensor view(params long[] shape) => Operators.Call("view", this, shape);
        public Tensor view_as(Tensor other) => Operators.Call("view", this, other.shape);
        public Tensor flatten(long start_dim = 0, long end_dim = -1) => Operators.Call("flatten.using_ints", this, start_dim, end_dim);
        public Tensor unflatten(long dim, params long[] sizes) => Operators.Call("unflatten.int", this, dim, sizes);
        public Tensor permute(params long[] permutation) => Operators.Call("permute", this, permutation);
        public Tensor permute(IEnumerable<long> permutation) => Operators.Call("permute", this, permutation.ToArray());
        public Tensor transpose(long dim0, long dim1) => Operators.Call("transpose.int", this, dim0, dim1);
        public Tensor transpose_(long dim0, long dim1) => Operators.CallInPlace("transpose_", this, dim0, dim1);
        public Tensor swapaxes(long dim0, long dim1) => Operators.Call("transpose.int", this, dim0, dim1);
        public Tensor swapdims(long dim0, long dim1) => Operators.Call("transpose.int", this, dim0, dim1);
        public Tensor movedim(long[] source, long[] destination) => Operators.Call("movedim.intlist", this, source, destination);
        public Tensor t() => Operators.Call("t", this);
        public Tensor expand(params long[] sizes) => Operators.Call("expand", this, sizes);
        public Tensor expand(long[] sizes, bool isImplicit = false) => Operators.Call("expand", this, sizes, isImplicit);
        public Tensor expand(ReadOnlySpan<long> sizes, bool isImplicit = false) => Operators.Call("expand", this, sizes.ToArray(), isImplicit);
        public Tensor expand(Size sizes, bool isImplicit = false) => Operators.Call("expand", this, sizes.Shape, isImplicit);
        public Tensor expand_as(Tensor other) => Operators.Call("expand", this, other.shape);
        public Tensor broadcast_to(params long[] shape) => Operators.Call("expand", this, shape);
        public Tensor repeat(params long[] sizes) => Operators.Call("repeat", this, sizes);
        public Tensor repeat_interleave(long repeats, long? dim = null, long? output_size = null) =>
            Operators.Call("repeat_interleave.self_int", this, repeats, dim, output_size);
        public Tensor repeat_interleave(Tensor repeats, long? dim = null, long? output_size = null) =>
            Operators.Call("repeat_interleave.self_Tensor", this, repeats, dim, output_size);
        public Tensor tile(long[] reps) => Operators.Call("tile", this, reps);
        public Tensor squeeze(long? dim = null) => dim is { } d ? Operators.Call("squeeze.dim", this, d) : Operators.Call("squeeze", this);
        public Tensor squeeze_(long? dim = null) =>
            dim is { } d ? Operators.CallInPlace("squeeze_.dim", this, d) : Operators.CallInPlace("squeeze_", this);
        public Tensor unsqueeze(long dim) => Operators.Call("unsqueeze", this, dim);
        public Tensor unsqueeze_(long dim) => Operators.CallInPlace("unsqueeze_", this, dim);
        public Tensor unfold(long dimension, long size, long step) => Operators.Call("unfold", this, dimension, size, step);
        public Tensor ravel() => Operators.Call("ravel", this);
        public Tensor flip(params long[] dims) => Operators.Call("flip", this, dims);
        public Tensor fliplr() => Operators.Call("fliplr", this);
        public Tensor flipud() => Operators.Call("flipud", this);
        public Tensor roll(long shifts, long? dims = null) => Operators.Call("roll", this, shifts, dims is { } d ? new[] { d } : Array.Empty<long>());
        public Tensor roll(long[] shifts) => Operators.Call("roll", this, shifts);
        public Tensor roll(long[] shifts, long[] dims) => Operators.Call("roll", this, shifts, dims);
        public Tensor roll(ReadOnlySpan<long> shifts, ReadOnlySpan<long> dims = default) =>
            Operators.Call("roll", this, shifts.ToArray(), dims.ToArray());
        public Tensor roll((long, long) shifts, (long, long) dims) =>
            Operators.Call("roll", this, new[] { shifts.Item1, shifts.Item2 }, new[] { dims.Item1, dims.Item2 });
        public Tensor roll((long, long, long) shifts, (long, long, long) dims) =>
            Operators.Call("roll", this, new[] { shifts.Item1, shifts.Item2, shifts.Item3 }, new[] { dims.Item1, dims.Item2, dims.Item3 });
        public Tensor rot90(long k = 1, (long, long)? dims = null) =>
            Operators.Call("rot90", this, k, dims is { } d ? new[] { d.Item1, d.Item2 } : [0, 1]);
        public Tensor[] chunk(long chunks, long dim = 0) => Operators.CallMany("chunk", this, chunks, dim);
        public Tensor[] split(long size, int dim = 0) => Operators.CallMany("split.Tensor", this, size, dim);
        public Tensor[] split(long[] sizes, long dim = 0) => Operators.CallMany("split_with_sizes", this, sizes, dim);
        public Tensor[] split(params long[] sizes) => Operators.CallMany("split_with_sizes", this, sizes);
        public Tensor[] split(ReadOnlySpan<long> sizes, long dim = 0) => Operators.CallMany("split_with_sizes", this, sizes.ToArray(), dim);
        public Tensor[] unbind(long dimension = 0) => Operators.CallMany("unbind.int", this, dimension);
        public Tensor as_strided(long[] size, long[] strides, long storageOffset = 0) =>
            Operators.Call("as_strided", this, size, strides, storageOffset);
        public Tensor contiguous() => Operators.Call("contiguous", this);
        public Tensor clone() => Operators.Call("clone", this);
    }
}
