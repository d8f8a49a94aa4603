namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            public static Tensor affine_grid(Tensor theta, long[]? size = null, bool align_corners = false) =>
                Operators.Call("affine_grid_generator", theta, size, align_corners);

            public static Tensor grid_sample(Tensor input, Tensor grid, GridSampleMode mode = GridSampleMode.Bilinear, GridSamplePaddingMode padding_mode = GridSamplePaddingMode.Zeros, bool? align_corners = null) =>
                Operators.Call("grid_sampler", input, grid, mode == GridSampleMode.Bilinear ? 0 : 1, Border(padding_mode), align_corners ?? false);

            public static Tensor pad(Tensor input, ReadOnlySpan<long> pad, PaddingModes mode = PaddingModes.Constant, double value = 0) =>
                functional.pad(input, pad.ToArray(), mode, value);

            public static Tensor pad(Tensor input, (long, long, long, long) pad, PaddingModes mode = PaddingModes.Constant, double value = 0) =>
                functional.pad(input, [pad.Item1, pad.Item2, pad.Item3, pad.Item4], mode, value);

            public static Tensor pad(Tensor input, (long, long) pad, PaddingModes mode = PaddingModes.Constant, double value = 0) =>
                functional.pad(input, [pad.Item1, pad.Item2], mode, value);

            public static Tensor pad(Tensor input, long pad, PaddingModes mode = PaddingModes.Constant, double value = 0) =>
                functional.pad(input, [pad, pad], mode, value);

            public static Tensor pad(Tensor input, long[] pad, PaddingModes mode = PaddingModes.Constant, double value = 0) =>
                Operators.Call("pad", input, pad, PadMode(mode), mode is PaddingModes.Constant or PaddingModes.Zeros ? value : Argument.None);

            public static Tensor interpolate(Tensor x, long[]? size = null, double[]? scale_factor = null, InterpolationMode mode = InterpolationMode.Nearest, bool? align_corners = null, bool recompute_scale_factor = false)
            {
                int spatial = (int)x.ndim - 2;
                if (size is null == scale_factor is null) throw new ArgumentException("interpolate: exactly one of size and scale_factor must be given.");
                if (size is null && (recompute_scale_factor || mode == InterpolationMode.Area)) (size, scale_factor) = (Scaled(x, scale_factor!), null);
                if (mode is InterpolationMode.Nearest or InterpolationMode.Area && align_corners is not null)
                    throw new ArgumentException("align_corners option can only be set with the interpolating modes: linear | bilinear | bicubic | trilinear");
                Argument sizes = Each(size, spatial), scales = Each(scale_factor, spatial);
                return mode switch
                {
                    InterpolationMode.Nearest => Operators.Call($"upsample_nearest{spatial}d.vec", x, sizes, scales),
                    InterpolationMode.Area => Operators.Call($"adaptive_avg_pool{spatial}d", x, sizes),
                    _ => Operators.Call($"upsample_{mode.ToString().ToLowerInvariant()}{spatial}d.vec", x, sizes, align_corners ?? false, scales),
                };
            }

            private static long[] Scaled(Tensor x, double[] factors) =>
                x.shape[2..].Zip(Each(factors, (int)x.ndim - 2)!, (length, factor) => (long)Math.Floor(length * factor)).ToArray();

            // One value stands for all spatial dimensions.
            private static T[]? Each<T>(T[]? values, int spatial) => values is [var only] ? Enumerable.Repeat(only, spatial).ToArray() : values;

            private static string PadMode(PaddingModes mode) => mode is PaddingModes.Zeros ? "constant" : mode.ToString().ToLowerInvariant();

            private static long Border(GridSamplePaddingMode mode) => mode switch
            {
                GridSamplePaddingMode.Border => 1,
                GridSamplePaddingMode.Reflection => 2,
                _ => 0,
            };
        }
    }
}
