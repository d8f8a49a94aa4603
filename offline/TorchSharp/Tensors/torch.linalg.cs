namespace TorchSharp;

public static partial class torch
{
    public static partial class linalg
    {
        public static Tensor norm(Tensor input, long[]? dims = null, bool keepdim = false) => Operators.Call("linalg_norm", input, Argument.None, dims, keepdim);
        public static Tensor norm(Tensor input, double ord, long[]? dims = null, bool keepdim = false) => Operators.Call("linalg_norm", input, ord, dims, keepdim);
        public static Tensor norm(Tensor input, int ord, long[]? dims = null, bool keepdim = false) => norm(input, (double)ord, dims, keepdim);
        public static Tensor norm(Tensor input, string ord, long[]? dims = null, bool keepdim = false) => Operators.Call("linalg_norm.ord_str", input, ord, dims, keepdim);
        public static Tensor vector_norm(Tensor input, double ord, long[]? dims = null, bool keepdim = false) => Operators.Call("linalg_vector_norm", input, ord, dims, keepdim);
        public static (Tensor, Tensor) eigh(Tensor input, char UPLO = 'L') => Operators.CallTwo("linalg_eigh", input, UPLO.ToString());
        public static Tensor eigvalsh(Tensor input, char UPLO = 'L') => Operators.Call("linalg_eigvalsh", input, UPLO.ToString());
        public static (Tensor U, Tensor S, Tensor Vh) svd(Tensor input, bool fullMatrices = true) => Operators.CallThree("linalg_svd", input, fullMatrices);
        public static Tensor svdvals(Tensor input) => Operators.Call("linalg_svdvals", input);
        public static Tensor inv(Tensor input) => Operators.Call("linalg_inv", input);
        public static Tensor pinv(Tensor input, double? atol = null, double? rtol = null, bool hermitian = false) =>
            Operators.Call("linalg_pinv.atol_rtol_float", input, atol, rtol, hermitian);
        public static Tensor cholesky(Tensor input) => Operators.Call("linalg_cholesky", input);
        public static Tensor solve(Tensor A, Tensor B, bool left = true) => Operators.Call("linalg_solve", A, B, left);
        public static Tensor det(Tensor input) => Operators.Call("linalg_det", input);
        public static (Tensor res, Tensor logabsdet) slogdet(Tensor input) => Operators.CallTwo("linalg_slogdet", input);
    }
}
