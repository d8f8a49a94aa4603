namespace TorchSharp.Modules
{
    using static torch;

    /// <summary>A convolution over one, two or three spatial dimensions.</summary>
    public abstract class Convolution : nn.Module<Tensor, Tensor>
    {
        private readonly ConvolutionOptions _options;

        private protected Convolution(string name, ConvolutionOptions options) : base(name)
        {
            _options = options;
            Initialization.AddWeights(this, [options.Out, options.In / options.Groups, .. options.Kernel], options.Bias);
        }

        internal override bool MovesInPlace => true;

        private protected Tensor Convolve(Tensor input)
        {
            int spatial = _options.Kernel.Length;
            if (!ValidateShape(input, spatial))
                throw new ArgumentException($"Expected {spatial + 1}D (unbatched) or {spatial + 2}D (batched) input with {_options.In} channels to Conv{spatial}d.");
            return _options.Mode == PaddingModes.Zeros ? Run(input, _options.Same ? "same" : _options.Padding) : RunPadded(input);
        }

        private Tensor RunPadded(Tensor input)
        {
            using var padded = nn.functional.pad(input, _options.BorderPadding(), _options.Mode);
            return Run(padded, 0);
        }

        private Tensor Run(Tensor input, Argument padding)
        {
            var op = $"conv{_options.Kernel.Length}d{(_options.Same && _options.Mode == PaddingModes.Zeros ? ".padding" : "")}";
            return Operators.Call(op, input, Held("weight"), Held("bias"), _options.Stride, padding, _options.Dilation, _options.Groups);
        }

        private bool ValidateShape(Tensor input, int spatial)
        {
            var shape = input.shape;
            return (shape.Length == spatial + 2 && shape[1] == _options.In) || (shape.Length == spatial + 1 && shape[0] == _options.In);
        }
    }

    internal sealed record ConvolutionOptions(long In, long Out, long[] Kernel, long[] Stride, long[] Padding, bool Same, long[] Dilation, PaddingModes Mode, long Groups, bool Bias)
    {
        // Last dimension first, two sides each; the odd element of `same` goes to the right.
        internal long[] BorderPadding()
        {
            var sides = new long[2 * Kernel.Length];
            for (int d = 0; d < Kernel.Length; d++)
            {
                int at = 2 * (Kernel.Length - 1 - d);
                long total = Same ? Dilation[d] * (Kernel[d] - 1) : 2 * Padding[d];
                (sides[at], sides[at + 1]) = (total / 2, total - total / 2);
            }
            return sides;
        }
    }

    public sealed class Conv1d : Convolution
    {
        internal Conv1d(ConvolutionOptions options) : base(nameof(Conv1d), options) { }

        public Parameter? weight { get => Share("weight"); set => Replace("weight", value); }

        public Parameter? bias { get => Share("bias"); set => Replace("bias", value); }

        public override Tensor forward(Tensor input) => Convolve(input);
    }

    public sealed class Conv2d : Convolution
    {
        internal Conv2d(ConvolutionOptions options) : base(nameof(Conv2d), options) { }

        public Parameter? weight { get => Share("weight"); set => Replace("weight", value); }

        public Parameter? bias { get => Share("bias"); set => Replace("bias", value); }

        public override Tensor forward(Tensor input) => Convolve(input);
    }

    public sealed class Conv3d : Convolution
    {
        internal Conv3d(ConvolutionOptions options) : base(nameof(Conv3d), options) { }

        public Parameter? weight { get => Share("weight"); set => Replace("weight", value); }

        public Parameter? bias { get => Share("bias"); set => Replace("bias", value); }

        public override Tensor forward(Tensor input) => Convolve(input);
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static Modules.Conv1d Conv1d(long in_channels, long out_channels, long kernelSize, Padding padding, long stride = 1, long dilation = 1, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null) =>
                new Modules.Conv1d(new(in_channels, out_channels, Sizes(1, kernelSize), Sizes(1, stride), Sizes(1, 0L), padding == Padding.Same, Sizes(1, dilation), padding_mode, groups, bias)).MoveModule<Modules.Conv1d>(device, dtype);

            public static Modules.Conv1d Conv1d(long in_channels, long out_channels, long kernelSize, long stride = 1, long padding = 0, long dilation = 1, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null) =>
                new Modules.Conv1d(new(in_channels, out_channels, Sizes(1, kernelSize), Sizes(1, stride), Sizes(1, padding), false, Sizes(1, dilation), padding_mode, groups, bias)).MoveModule<Modules.Conv1d>(device, dtype);

            public static Modules.Conv2d Conv2d(long in_channels, long out_channels, (long, long) kernelSize, (long, long)? stride = null, (long, long)? padding = null, (long, long)? dilation = null, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null) =>
                new Modules.Conv2d(new(in_channels, out_channels, Sizes(kernelSize), Sizes(stride ?? (1, 1)), Sizes(padding ?? (0, 0)), false, Sizes(dilation ?? (1, 1)), padding_mode, groups, bias)).MoveModule<Modules.Conv2d>(device, dtype);

            public static Modules.Conv2d Conv2d(long in_channels, long out_channels, (long, long) kernelSize, Padding padding, (long, long)? stride = null, (long, long)? dilation = null, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null) =>
                new Modules.Conv2d(new(in_channels, out_channels, Sizes(kernelSize), Sizes(stride ?? (1, 1)), Sizes(2, 0L), padding == Padding.Same, Sizes(dilation ?? (1, 1)), padding_mode, groups, bias)).MoveModule<Modules.Conv2d>(device, dtype);

            public static Modules.Conv2d Conv2d(long in_channels, long out_channels, long kernelSize, Padding padding, long stride = 1, long dilation = 1, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null) =>
                new Modules.Conv2d(new(in_channels, out_channels, Sizes(2, kernelSize), Sizes(2, stride), Sizes(2, 0L), padding == Padding.Same, Sizes(2, dilation), padding_mode, groups, bias)).MoveModule<Modules.Conv2d>(device, dtype);

            public static Modules.Conv2d Conv2d(long in_channels, long out_channels, long kernelSize, long stride = 1, long padding = 0, long dilation = 1, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null) =>
                new Modules.Conv2d(new(in_channels, out_channels, Sizes(2, kernelSize), Sizes(2, stride), Sizes(2, padding), false, Sizes(2, dilation), padding_mode, groups, bias)).MoveModule<Modules.Conv2d>(device, dtype);

            public static Modules.Conv3d Conv3d(long in_channels, long out_channels, (long, long, long) kernelSize, (long, long, long)? stride = null, (long, long, long)? padding = null, (long, long, long)? dilation = null, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null) =>
                new Modules.Conv3d(new(in_channels, out_channels, Sizes(kernelSize), Sizes(stride ?? (1, 1, 1)), Sizes(padding ?? (0, 0, 0)), false, Sizes(dilation ?? (1, 1, 1)), padding_mode, groups, bias)).MoveModule<Modules.Conv3d>(device, dtype);

            public static Modules.Conv3d Conv3d(long in_channels, long out_channels, (long, long, long) kernelSize, Padding padding, (long, long, long)? stride = null, (long, long, long)? dilation = null, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null) =>
                new Modules.Conv3d(new(in_channels, out_channels, Sizes(kernelSize), Sizes(stride ?? (1, 1, 1)), Sizes(3, 0L), padding == Padding.Same, Sizes(dilation ?? (1, 1, 1)), padding_mode, groups, bias)).MoveModule<Modules.Conv3d>(device, dtype);

            public static Modules.Conv3d Conv3d(long in_channels, long out_channels, long kernelSize, Padding padding, long stride = 1, long dilation = 1, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null) =>
                new Modules.Conv3d(new(in_channels, out_channels, Sizes(3, kernelSize), Sizes(3, stride), Sizes(3, 0L), padding == Padding.Same, Sizes(3, dilation), padding_mode, groups, bias)).MoveModule<Modules.Conv3d>(device, dtype);

            public static Modules.Conv3d Conv3d(long in_channels, long out_channels, long kernelSize, long stride = 1, long padding = 0, long dilation = 1, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null) =>
                new Modules.Conv3d(new(in_channels, out_channels, Sizes(3, kernelSize), Sizes(3, stride), Sizes(3, padding), false, Sizes(3, dilation), padding_mode, groups, bias)).MoveModule<Modules.Conv3d>(device, dtype);

            internal static long[] Sizes(int dimensions, long size) => Enumerable.Repeat(size, dimensions).ToArray();

            internal static long[] Sizes((long, long) sizes) => [sizes.Item1, sizes.Item2];

            internal static long[] Sizes((long, long, long) sizes) => [sizes.Item1, sizes.Item2, sizes.Item3];

            // None given: the operators take an empty list for their own default.
            internal static long[] Sizes(int dimensions, long? size) => size is { } s ? Sizes(dimensions, s) : [];

            internal static long[] Sizes((long, long)? sizes) => sizes is { } s ? Sizes(s) : [];

            internal static long[] Sizes((long, long, long)? sizes) => sizes is { } s ? Sizes(s) : [];
        }
    }
}
