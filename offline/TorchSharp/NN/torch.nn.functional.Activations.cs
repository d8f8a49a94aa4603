namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            public static Tensor dropout(Tensor input, double p = 0.5, bool training = true, bool inplace = false) =>
                inplace ? Operators.CallInPlace("dropout_", input, p, training).alias() : Operators.Call("dropout", input, p, training);

            public static Tensor gelu(Tensor x) => x.gelu();

            public static Tensor leaky_relu(Tensor input, double negative_slope = 0.01, bool inplace = false) =>
                inplace ? input.leaky_relu_(negative_slope).alias() : input.leaky_relu(negative_slope);

            public static Tensor log_softmax(Tensor x, long dim) => x.log_softmax(dim);

            public static Tensor logsigmoid(Tensor x) => Operators.Call("log_sigmoid", x);

            public static Tensor relu(Tensor x, bool inplace = false) =>
                inplace ? Operators.CallInPlace("relu_", x).alias() : Operators.Call("relu", x);

            public static Tensor sigmoid(Tensor x) => x.sigmoid();

            public static Tensor silu(Tensor x, bool inplace = false) =>
                inplace ? Operators.CallInPlace("silu_", x).alias() : Operators.Call("silu", x);

            public static Tensor softmax(Tensor input, long dim, ScalarType? dtype = null) => input.softmax(dim, dtype);

            public static Tensor softplus(Tensor x, double beta = 1, double threshold = 20) => Operators.Call("softplus", x, beta, threshold);

            public static Tensor tanh(Tensor x, bool inplace = false) =>
                inplace ? Operators.CallInPlace("tanh_", x).alias() : Operators.Call("tanh", x);
        }
    }
}
