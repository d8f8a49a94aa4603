namespace TorchSharp.Modules
{
    using static torch;

    public sealed class MaxPool2d : nn.Module<Tensor, Tensor>
    {
        private readonly long[] _kernel;
        private readonly long[] _stride;
        private readonly long[] _padding;
        private readonly long[] _dilation;
        private readonly bool _ceil;

        internal MaxPool2d(long[] kernel, long[] stride, long[] padding, long[] dilation, bool ceil) : base(nameof(MaxPool2d)) => (_kernel, _stride, _padding, _dilation, _ceil) = (kernel, stride, padding, dilation, ceil);

        public override Tensor forward(Tensor tensor) => Operators.Call("max_pool2d", tensor, _kernel, _stride, _padding, _dilation, _ceil);
    }

    public sealed class AvgPool2d : nn.Module<Tensor, Tensor>
    {
        private readonly long[] _kernel;
        private readonly long[] _stride;
        private readonly long[] _padding;
        private readonly bool _ceil;
        private readonly bool _whole;
        private readonly long? _divisor;

        internal AvgPool2d(long[] kernel, long[] stride, long[] padding, bool ceil, bool whole, long? divisor) : base(nameof(AvgPool2d)) => (_kernel, _stride, _padding, _ceil, _whole, _divisor) = (kernel, stride, padding, ceil, whole, divisor);

        public override Tensor forward(Tensor tensor) => Operators.Call("avg_pool2d", tensor, _kernel, _stride, _padding, _ceil, _whole, _divisor);
    }

    public sealed class AdaptiveAvgPool2d : nn.Module<Tensor, Tensor>
    {
        private readonly long[] _size;

        internal AdaptiveAvgPool2d(long[] size) : base(nameof(AdaptiveAvgPool2d)) => _size = size;

        public override Tensor forward(Tensor tensor) => Operators.Call("adaptive_avg_pool2d", tensor, _size);
    }

    public sealed class MaxPool3d : nn.Module<Tensor, Tensor>
    {
        private readonly long[] _kernel;
        private readonly long[] _stride;
        private readonly long[] _padding;
        private readonly long[] _dilation;
        private readonly bool _ceil;

        internal MaxPool3d(long[] kernel, long[] stride, long[] padding, long[] dilation, bool ceil) : base(nameof(MaxPool3d)) => (_kernel, _stride, _padding, _dilation, _ceil) = (kernel, stride, padding, dilation, ceil);

        public override Tensor forward(Tensor tensor) => Operators.Call("max_pool3d", tensor, _kernel, _stride, _padding, _dilation, _ceil);
    }

    public sealed class AvgPool3d : nn.Module<Tensor, Tensor>
    {
        private readonly long[] _kernel;
        private readonly long[] _stride;
        private readonly long[] _padding;
        private readonly bool _ceil;
        private readonly bool _whole;
        private readonly long? _divisor;

        internal AvgPool3d(long[] kernel, long[] stride, long[] padding, bool ceil, bool whole, long? divisor) : base(nameof(AvgPool3d)) => (_kernel, _stride, _padding, _ceil, _whole, _divisor) = (kernel, stride, padding, ceil, whole, divisor);

        public override Tensor forward(Tensor tensor) => Operators.Call("avg_pool3d", tensor, _kernel, _stride, _padding, _ceil, _whole, _divisor);
    }

    public sealed class AdaptiveAvgPool3d : nn.Module<Tensor, Tensor>
    {
        private readonly long[] _size;

        internal AdaptiveAvgPool3d(long[] size) : base(nameof(AdaptiveAvgPool3d)) => _size = size;

        public override Tensor forward(Tensor tensor) => Operators.Call("adaptive_avg_pool3d", tensor, _size);
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static Modules.MaxPool2d MaxPool2d((long, long) kernelSize, (long, long)? stride = null, (long, long)? padding = null, (long, long)? dilation = null, bool ceilMode = false) =>
                new Modules.MaxPool2d(Sizes(kernelSize), Sizes(stride), Sizes(padding ?? (0, 0)), Sizes(dilation ?? (1, 1)), ceilMode);

            public static Modules.MaxPool2d MaxPool2d(long kernelSize, long? stride = null, long? padding = null, long? dilation = null, bool ceilMode = false) =>
                new Modules.MaxPool2d(Sizes(2, kernelSize), Sizes(2, stride), Sizes(2, padding ?? 0), Sizes(2, dilation ?? 1), ceilMode);

            public static Modules.MaxPool2d MaxPool2d(long[] kernelSize, long[]? strides = null, long[]? padding = null, long[]? dilation = null, bool ceilMode = false) =>
                new Modules.MaxPool2d(kernelSize, strides ?? [], padding ?? [0], dilation ?? [1], ceilMode);

            public static Modules.AvgPool2d AvgPool2d((long, long) kernel_size, (long, long)? stride = null, (long, long)? padding = null, bool ceil_mode = false, bool count_include_pad = true, long? divisor_override = null) =>
                new Modules.AvgPool2d(Sizes(kernel_size), Sizes(stride), Sizes(padding ?? (0, 0)), ceil_mode, count_include_pad, divisor_override);

            public static Modules.AvgPool2d AvgPool2d(long kernel_size, long? stride = null, long? padding = null, bool ceil_mode = false, bool count_include_pad = true, long? divisor_override = null) =>
                new Modules.AvgPool2d(Sizes(2, kernel_size), Sizes(2, stride), Sizes(2, padding ?? 0), ceil_mode, count_include_pad, divisor_override);

            public static Modules.AvgPool2d AvgPool2d(long[] kernel_size, long[]? strides = null, long[]? padding = null, bool ceil_mode = false, bool count_include_pad = true, long? divisor_override = null) =>
                new Modules.AvgPool2d(kernel_size, strides ?? [], padding ?? [0], ceil_mode, count_include_pad, divisor_override);

            public static Modules.AdaptiveAvgPool2d AdaptiveAvgPool2d((long, long) outputSize) => new Modules.AdaptiveAvgPool2d(Sizes(outputSize));

            public static Modules.AdaptiveAvgPool2d AdaptiveAvgPool2d(long outputSize) => new Modules.AdaptiveAvgPool2d(Sizes(2, outputSize));

            public static Modules.AdaptiveAvgPool2d AdaptiveAvgPool2d(long[] outputSize) => new Modules.AdaptiveAvgPool2d(outputSize);

            public static Modules.MaxPool3d MaxPool3d((long, long, long) kernelSize, (long, long, long)? stride = null, (long, long, long)? padding = null, (long, long, long)? dilation = null, bool ceilMode = false) =>
                new Modules.MaxPool3d(Sizes(kernelSize), Sizes(stride), Sizes(padding ?? (0, 0, 0)), Sizes(dilation ?? (1, 1, 1)), ceilMode);

            public static Modules.MaxPool3d MaxPool3d(long kernelSize, long? stride = null, long? padding = null, long? dilation = null, bool ceilMode = false) =>
                new Modules.MaxPool3d(Sizes(3, kernelSize), Sizes(3, stride), Sizes(3, padding ?? 0), Sizes(3, dilation ?? 1), ceilMode);

            public static Modules.MaxPool3d MaxPool3d(long[] kernelSize, long[]? strides = null, long[]? padding = null, long[]? dilation = null, bool ceilMode = false) =>
                new Modules.MaxPool3d(kernelSize, strides ?? [], padding ?? [0], dilation ?? [1], ceilMode);

            public static Modules.AvgPool3d AvgPool3d((long, long, long) kernel_size, (long, long, long)? stride = null, (long, long, long)? padding = null, bool ceil_mode = false, bool count_include_pad = true, long? divisor_override = null) =>
                new Modules.AvgPool3d(Sizes(kernel_size), Sizes(stride), Sizes(padding ?? (0, 0, 0)), ceil_mode, count_include_pad, divisor_override);

            public static Modules.AvgPool3d AvgPool3d(long kernel_size, long? stride = null, long? padding = null, bool ceil_mode = false, bool count_include_pad = true, long? divisor_override = null) =>
                new Modules.AvgPool3d(Sizes(3, kernel_size), Sizes(3, stride), Sizes(3, padding ?? 0), ceil_mode, count_include_pad, divisor_override);

            public static Modules.AvgPool3d AvgPool3d(long[] kernel_size, long[]? strides = null, long[]? padding = null, bool ceil_mode = false, bool count_include_pad = true, long? divisor_override = null) =>
                new Modules.AvgPool3d(kernel_size, strides ?? [], padding ?? [0], ceil_mode, count_include_pad, divisor_override);

            public static Modules.AdaptiveAvgPool3d AdaptiveAvgPool3d((long, long, long) outputSize) =>
                new Modules.AdaptiveAvgPool3d(Sizes(outputSize));

            public static Modules.AdaptiveAvgPool3d AdaptiveAvgPool3d(long outputSize) => new Modules.AdaptiveAvgPool3d(Sizes(3, outputSize));

            public static Modules.AdaptiveAvgPool3d AdaptiveAvgPool3d(long[] outputSize) => new Modules.AdaptiveAvgPool3d(outputSize);
        }
    }
}
