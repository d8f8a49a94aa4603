namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public (Tensor Values, Tensor Indices) sort(long dim = -1, bool descending = false, bool stable = false) =>
            Operators.CallTwo("sort.stable", this, stable, dim, descending);
        public Tensor argsort(long dim = -1, bool descending = false) => Operators.Call("argsort", this, dim, descending);
        public (Tensor values, Tensor indexes) topk(int k, int dim = -1, bool largest = true, bool sorted = true) =>
            Operators.CallTwo("topk", this, k, dim, largest, sorted);
        public Tensor cumsum(long dim, ScalarType? type = null) => Operators.Call("cumsum", this, dim, type);
        public Tensor cumprod(long dim, ScalarType? type = null) => Operators.Call("cumprod", this, dim, type);
        public (Tensor values, Tensor indexes) cummax(long dim) => Operators.CallTwo("cummax", this, dim);
        public (Tensor values, Tensor indexes) cummin(long dim) => Operators.CallTwo("cummin", this, dim);
        public Tensor logcumsumexp(long dim) => Operators.Call("logcumsumexp", this, dim);
        public Tensor nonzero() => Operators.Call("nonzero", this);
        public Tensor argwhere() => Operators.Call("argwhere", this);
        public Tensor bucketize(Tensor boundaries, bool outInt32 = false, bool right = false) =>
            Operators.Call("bucketize.Tensor", this, boundaries, outInt32, right);
        public Tensor diff(long n = 1, long dim = -1, Tensor? prepend = null, Tensor? append = null) =>
            Operators.Call("diff", this, n, dim, prepend, append);
        public Tensor msort() => Operators.Call("msort", this);
    }
}
