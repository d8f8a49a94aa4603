namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor sum(ScalarType? type = null) => Operators.Call("sum", this, type);
        public Tensor sum(long dim, bool keepdim = false, ScalarType? type = null) => Operators.Call("sum.dim_IntList", this, dim, keepdim, type);
        public Tensor sum(long dim0, long dim1, bool keepdim = false, ScalarType? type = null) => sum([dim0, dim1], keepdim, type);
        public Tensor sum(long dim0, long dim1, long dim2, bool keepdim = false, ScalarType? type = null) => sum([dim0, dim1, dim2], keepdim, type);
        public Tensor sum(long[] dim, bool keepdim = false, ScalarType? type = null) => Operators.Call("sum.dim_IntList", this, dim, keepdim, type);
        public Tensor sum(ReadOnlySpan<long> dim, bool keepdim = false, ScalarType? type = null) =>
            Operators.Call("sum.dim_IntList", this, dim.ToArray(), keepdim, type);
        public Tensor mean() => Operators.Call("mean", this);
        public Tensor mean(long[] dimensions, bool keepdim = false, ScalarType? type = null) =>
            Operators.Call("mean.dim", this, dimensions, keepdim, type);
        public Tensor prod(ScalarType? type = null) => Operators.Call("prod", this, type);
        public Tensor prod(long dim, bool keepdim = false, ScalarType? type = null) => Operators.Call("prod.dim_int", this, dim, keepdim, type);
        public Tensor nansum() => Operators.Call("nansum", this);
        public Tensor max() => Operators.Call("max", this);
        public Tensor max(Tensor other) => Operators.Call("max.other", this, other);
        public (Tensor values, Tensor indexes) max(long dim, bool keepdim = false) => Operators.CallTwo("max.dim", this, dim, keepdim);
        public Tensor min() => Operators.Call("min", this);
        public Tensor min(Tensor other) => Operators.Call("min.other", this, other);
        public (Tensor values, Tensor indexes) min(long dim, bool keepdim = false) => Operators.CallTwo("min.dim", this, dim, keepdim);
        public Tensor amax(params long[] dims) => Operators.Call("amax", this, dims);
        public Tensor amax(long[] dims, bool keepdim = false, Tensor? @out = null) =>
            @out is null ? Operators.Call("amax", this, dims, keepdim) : Operators.Call("amax.out", this, dims, keepdim, @out);
        public Tensor amax(ReadOnlySpan<long> dims, bool keepdim = false, Tensor? @out = null) => amax(dims.ToArray(), keepdim, @out);
        public Tensor amin(params long[] dims) => Operators.Call("amin", this, dims);
        public Tensor amin(long[] dims, bool keepdim = false, Tensor? @out = null) =>
            @out is null ? Operators.Call("amin", this, dims, keepdim) : Operators.Call("amin.out", this, dims, keepdim, @out);
        public Tensor amin(ReadOnlySpan<long> dims, bool keepdim = false, Tensor? @out = null) => amin(dims.ToArray(), keepdim, @out);
        public (Tensor min, Tensor max) aminmax(long? dim = null, bool keepdim = false) => Operators.CallTwo("aminmax", this, dim, keepdim);
        public Tensor argmax() => Operators.Call("argmax", this);
        public Tensor argmax(long dim, bool keepdim = false) => Operators.Call("argmax", this, dim, keepdim);
        public Tensor argmin() => Operators.Call("argmin", this);
        public Tensor argmin(long dim, bool keepdim = false) => Operators.Call("argmin", this, dim, keepdim);
        public Tensor all() => Operators.Call("all", this);
        public Tensor all(long dim, bool keepdim = false) => Operators.Call("all.dim", this, dim, keepdim);
        public Tensor any() => Operators.Call("any", this);
        public Tensor any(long dim, bool keepdim = false) => Operators.Call("any.dim", this, dim, keepdim);
        public Tensor logsumexp(long dim, bool keepdim = false) => Operators.Call("logsumexp", this, dim, keepdim);
        public Tensor norm(float p = 2) => Operators.Call("norm.Scalar", this, p);
        public Tensor norm(int dim, bool keepdim = false, float p = 2) => Operators.Call("norm.ScalarOpt_dim", this, p, dim, keepdim);
        public Tensor median() => Operators.Call("median", this);
        public Tensor quantile(Tensor q, long dim = -1, bool keepdim = false) => Operators.Call("quantile", this, q, dim, keepdim);
        public (Tensor values, Tensor indices) kthvalue(long k, long? dim, bool keepdim = false) =>
            Operators.CallTwo("kthvalue", this, k, dim ?? -1, keepdim);
        public (Tensor values, Tensor indices) mode(long dim = -1, bool keepdim = false) => Operators.CallTwo("mode", this, dim, keepdim);
        public Tensor count_nonzero(long[]? dims = null) =>
            dims is null ? Operators.Call("count_nonzero", this) : Operators.Call("count_nonzero.dim_IntList", this, dims);
        public Tensor cov(long correction = 1, Tensor? fweights = null, Tensor? aweights = null) =>
            Operators.Call("cov", this, correction, fweights, aweights);
        public Tensor corrcoef() => Operators.Call("corrcoef", this);
        public Tensor histc(long bins = 100, long min = 0, long max = 0) => Operators.Call("histc", this, bins, min, max);
        public Tensor dist(Tensor other, float p = 2) => Operators.Call("dist", this, other, p);

        public Tensor std(bool unbiased = true) => Operators.Call("std", this, unbiased);
        public Tensor std(long dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Cast(Operators.Call("std.dim", this, dim, unbiased, keepdim), type);
        public Tensor std(long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Cast(Operators.Call("std.dim", this, dimensions, unbiased, keepdim), type);
        public Tensor std((long, long) dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            std([dim.Item1, dim.Item2], unbiased, keepdim, type);
        public Tensor std((long, long, long) dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            std([dim.Item1, dim.Item2, dim.Item3], unbiased, keepdim, type);
        public Tensor std(ReadOnlySpan<long> dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            std(dimensions.ToArray(), unbiased, keepdim, type);
        public (Tensor std, Tensor mean) std_mean(bool unbiased = true) => Operators.CallTwo("std_mean", this, unbiased);

        public Tensor @var(bool unbiased = true) => Operators.Call("var", this, unbiased);
        public Tensor @var(long dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Cast(Operators.Call("var.dim", this, dim, unbiased, keepdim), type);
        public Tensor @var(long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Cast(Operators.Call("var.dim", this, dimensions, unbiased, keepdim), type);
        public Tensor @var((long, long) dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            var([dim.Item1, dim.Item2], unbiased, keepdim, type);
        public Tensor @var((long, long, long) dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            var([dim.Item1, dim.Item2, dim.Item3], unbiased, keepdim, type);
        public Tensor @var(ReadOnlySpan<long> dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            var(dimensions.ToArray(), unbiased, keepdim, type);
        public (Tensor @var, Tensor mean) var_mean(bool unbiased = true) => Operators.CallTwo("var_mean", this, unbiased);

        public Tensor @var(long[] dimensions, bool keepdim = false, ScalarType? type = null) => var(dimensions, unbiased: true, keepdim, type);
    }
}
