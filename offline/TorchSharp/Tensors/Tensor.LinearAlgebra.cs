namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor mm(Tensor target) => Operators.Call("mm", this, target);
        public Tensor bmm(Tensor batch2) => Operators.Call("bmm", this, batch2);
        public Tensor mv(Tensor target) => Operators.Call("mv", this, target);
        public Tensor matmul(Tensor target) => Operators.Call("matmul", this, target);
        public Tensor dot(Tensor target) => Operators.Call("dot", this, target);
        public Tensor inner(Tensor vec2) => Operators.Call("inner", this, vec2);
        public Tensor outer(Tensor vec2) => Operators.Call("outer", this, vec2);
        public Tensor ger(Tensor vec2) => Operators.Call("outer", this, vec2);
        public Tensor kron(Tensor other) => Operators.Call("kron", this, other);
        public Tensor addmm(Tensor mat1, Tensor mat2, float beta = 1, float alpha = 1) => Operators.Call("addmm", this, mat1, mat2, beta, alpha);
        public Tensor addmm_(Tensor mat1, Tensor mat2, float beta = 1, float alpha = 1) =>
            Operators.CallInPlace("addmm_", this, mat1, mat2, beta, alpha);
        public Tensor baddbmm(Tensor batch1, Tensor batch2, float beta = 1, float alpha = 1) =>
            Operators.Call("baddbmm", this, batch1, batch2, beta, alpha);
        public Tensor addbmm(Tensor batch1, Tensor batch2, float beta = 1, float alpha = 1) =>
            Operators.Call("addbmm", this, batch1, batch2, beta, alpha);
        public Tensor addmv(Tensor mat, Tensor vec, float beta = 1, float alpha = 1) => Operators.Call("addmv", this, mat, vec, beta, alpha);
        public Tensor addr(Tensor vec1, Tensor vec2, float beta = 1, float alpha = 1) => Operators.Call("addr", this, vec1, vec2, beta, alpha);
        public Tensor inverse() => Operators.Call("linalg_inv", this);
        public Tensor det() => Operators.Call("det", this);
        public Tensor logdet() => Operators.Call("logdet", this);
        public Tensor cholesky(bool upper = false) => Operators.Call("cholesky", this, upper);
        public Tensor matrix_power(int n) => Operators.Call("matrix_power", this, n);
        public Tensor pinverse(double rcond = 1e-15, bool hermitian = false) => Operators.Call("linalg_pinv", this, rcond, hermitian);
    }
}
