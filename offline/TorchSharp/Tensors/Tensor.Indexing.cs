namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor narrow(long dim, long start, long length) => Operators.Call("narrow", this, dim, start, length);
        public Tensor slice(long dim, long start, long finish, long step) => Operators.Call("slice.Tensor", this, dim, start, finish, step);
        public Tensor select(long dim, long index) => Operators.Call("select.int", this, dim, index);
        public Tensor index_select(long dim, Tensor index) => Operators.Call("index_select", this, dim, index);
        public Tensor index_add(long dim, Tensor index, Tensor source, Scalar alpha) => Operators.Call("index_add", this, dim, index, source, alpha);
        public Tensor index_add_(long dim, Tensor index, Tensor source, Scalar alpha) =>
            Operators.CallInPlace("index_add_", this, dim, index, source, alpha);
        public Tensor index_copy(long dim, Tensor index, Tensor source) => Operators.Call("index_copy", this, dim, index, source);
        public Tensor index_copy_(long dim, Tensor index, Tensor source) => Operators.CallInPlace("index_copy_", this, dim, index, source);
        public Tensor index_fill(long dim, Tensor index, Scalar value) => Operators.Call("index_fill.int_Scalar", this, dim, index, value);
        public Tensor index_fill_(long dim, Tensor index, Scalar value) => Operators.CallInPlace("index_fill_.int_Scalar", this, dim, index, value);
        public Tensor gather(long dim, Tensor index) => Operators.Call("gather", this, dim, index);
        public Tensor scatter(long dim, Tensor index, Tensor src) => Operators.Call("scatter.src", this, dim, index, src);
        public Tensor scatter_(long dim, Tensor index, Tensor src) => Operators.CallInPlace("scatter_.src", this, dim, index, src);
        public Tensor scatter_add(long dim, Tensor index, Tensor src) => Operators.Call("scatter_add", this, dim, index, src);
        public Tensor scatter_add_(long dim, Tensor index, Tensor src) => Operators.CallInPlace("scatter_add_", this, dim, index, src);
        public Tensor take(Tensor index) => Operators.Call("take", this, index);
        public Tensor take_along_dim(Tensor indices, long dim) => Operators.Call("take_along_dim", this, indices, dim);
        public Tensor masked_fill(Tensor mask, Scalar value) => Operators.Call("masked_fill.Scalar", this, mask, value);
        public Tensor masked_fill_(Tensor mask, Scalar value) => Operators.CallInPlace("masked_fill_.Scalar", this, mask, value);
        public Tensor masked_select(Tensor mask) => Operators.Call("masked_select", this, mask);
        public Tensor masked_scatter(Tensor mask, Tensor value) => Operators.Call("masked_scatter", this, mask, value);
        public Tensor masked_scatter_(Tensor mask, Tensor value) => Operators.CallInPlace("masked_scatter_", this, mask, value);
        public Tensor diagonal(long offset = 0, long dim1 = 0, long dim2 = 0) => Operators.Call("diagonal", this, offset, dim1, dim2);
        public Tensor diag(long diagonal = 0) => Operators.Call("diag", this, diagonal);
        public Tensor diag_embed(long offset = 0, long dim1 = -2, long dim2 = -1) => Operators.Call("diag_embed", this, offset, dim1, dim2);
        public Tensor diagflat(long offset = 0) => Operators.Call("diagflat", this, offset);
        public Tensor triu(long diagonal = 0) => Operators.Call("triu", this, diagonal);
        public Tensor triu_(long diagonal = 0) => Operators.CallInPlace("triu_", this, diagonal);
        public Tensor tril(long diagonal = 0) => Operators.Call("tril", this, diagonal);
        public Tensor tril_(long diagonal = 0) => Operators.CallInPlace("tril_", this, diagonal);
        public Tensor trace() => Operators.Call("trace", this);
    }
}
