namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            public static Tensor adaptive_avg_pool2d(Tensor input, (long, long) output_size) =>
                Operators.Call("adaptive_avg_pool2d", input, Sizes(output_size));

            public static Tensor adaptive_avg_pool2d(Tensor input, long output_size) =>
                Operators.Call("adaptive_avg_pool2d", input, Sizes(2, output_size));

            public static Tensor adaptive_avg_pool2d(Tensor input, long[] output_size) =>
                Operators.Call("adaptive_avg_pool2d", input, output_size);

            public static Tensor adaptive_avg_pool3d(Tensor input, (long, long, long) output_size) =>
                Operators.Call("adaptive_avg_pool3d", input, Sizes(output_size));

            public static Tensor adaptive_avg_pool3d(Tensor input, long output_size) =>
                Operators.Call("adaptive_avg_pool3d", input, Sizes(3, output_size));

            public static Tensor adaptive_avg_pool3d(Tensor input, long[] output_size) =>
                Operators.Call("adaptive_avg_pool3d", input, output_size);

            public static Tensor avg_pool2d(Tensor input, (long, long) kernelSize, (long, long)? stride = null, (long, long)? padding = null, bool ceil_mode = false, bool count_include_pad = true) =>
                Operators.Call("avg_pool2d", input, Sizes(kernelSize), Sizes(stride), Sizes(padding ?? (0, 0)), ceil_mode, count_include_pad);

            public static Tensor avg_pool2d(Tensor input, long kernelSize, long? stride = null, long padding = 0, bool ceil_mode = false, bool count_include_pad = true) =>
                Operators.Call("avg_pool2d", input, Sizes(2, kernelSize), Sizes(2, stride), Sizes(2, padding), ceil_mode, count_include_pad);

            public static Tensor avg_pool2d(Tensor input, long[] kernelSizes, long[]? strides = null, long[]? paddings = null, bool ceil_mode = false, bool count_include_pad = true) =>
                Operators.Call("avg_pool2d", input, kernelSizes, strides ?? [], paddings ?? [0], ceil_mode, count_include_pad);

            public static Tensor avg_pool3d(Tensor input, long[] kernelSizes, long[]? strides = null, long[]? paddings = null, bool ceil_mode = false, bool count_include_pad = true) =>
                Operators.Call("avg_pool3d", input, kernelSizes, strides ?? [], paddings ?? [0], ceil_mode, count_include_pad);

            public static Tensor batch_norm(Tensor input, Tensor running_mean, Tensor running_var, Tensor? weight = null, Tensor? bias = null, bool training = false, double momentum = 0.1, double eps = 1e-5) =>
                Operators.Call("batch_norm", input, weight, bias, running_mean, running_var, training, momentum, eps, false);

            public static Tensor conv1d(Tensor input, Tensor weight, Tensor? bias = null, long? stride = null, long? padding = null, long? dilation = null, long groups = 1) =>
                Operators.Call("conv1d", input, weight, bias, stride ?? 1, padding ?? 0, dilation ?? 1, groups);

            public static Tensor conv2d(Tensor input, Tensor weight, Tensor? bias = null, long[]? strides = null, long[]? padding = null, long[]? dilation = null, long groups = 1) =>
                Operators.Call("conv2d", input, weight, bias, strides ?? [1], padding ?? [0], dilation ?? [1], groups);

            public static Tensor conv3d(Tensor input, Tensor weight, Tensor? bias = null, long[]? strides = null, long[]? padding = null, long[]? dilation = null, long groups = 1) =>
                Operators.Call("conv3d", input, weight, bias, strides ?? [1], padding ?? [0], dilation ?? [1], groups);

            public static Tensor group_norm(Tensor input, long num_groups, Tensor? weight = null, Tensor? bias = null, double eps = 1e-5) =>
                Operators.Call("group_norm", input, num_groups, weight, bias, eps);

            public static Tensor layer_norm(Tensor input, long[] normalized_shape, Tensor? weight = null, Tensor? bias = null, double eps = 1e-5) =>
                Operators.Call("layer_norm", input, normalized_shape, weight, bias, eps);

            public static Tensor linear(Tensor input, Tensor weights, Tensor? bias = null) => Operators.Call("linear", input, weights, bias);

            public static Tensor max_pool2d(Tensor input, (long, long) kernelSize, (long, long)? stride = null, (long, long)? padding = null, (long, long)? dilation = null, bool ceil_mode = false) =>
                Operators.Call("max_pool2d", input, Sizes(kernelSize), Sizes(stride), Sizes(padding ?? (0, 0)), Sizes(dilation ?? (1, 1)), ceil_mode);

            public static Tensor max_pool2d(Tensor input, long kernelSize, long? stride = null, long? padding = null, long? dilation = null, bool ceil_mode = false) =>
                Operators.Call("max_pool2d", input, Sizes(2, kernelSize), Sizes(2, stride), Sizes(2, padding ?? 0), Sizes(2, dilation ?? 1), ceil_mode);

            public static Tensor max_pool2d(Tensor input, long[] kernelSize, long[]? strides = null, long[]? padding = null, long[]? dilation = null, bool ceil_mode = false) =>
                Operators.Call("max_pool2d", input, kernelSize, strides ?? [], padding ?? [0], dilation ?? [1], ceil_mode);

            public static Tensor max_pool3d(Tensor input, long[] kernelSize, long[]? strides = null, long[]? padding = null, long[]? dilation = null, bool ceil_mode = false) =>
                Operators.Call("max_pool3d", input, kernelSize, strides ?? [], padding ?? [0], dilation ?? [1], ceil_mode);
        }
    }
}
