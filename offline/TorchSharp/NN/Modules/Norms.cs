namespace TorchSharp.Modules
{
    using static torch;

    public sealed class LayerNorm : nn.Module<Tensor, Tensor>
    {
        private readonly long[] _shape;
        private readonly double _eps;

        internal LayerNorm(long[] shape, double eps, bool affine, bool hasBias) : base(nameof(LayerNorm))
        {
            (_shape, _eps) = (shape, eps);
            if (!affine) return;
            Add("weight", ones(shape));
            if (hasBias) Add("bias", zeros(shape));
        }

        public Parameter? bias { get => Held("bias"); set => Change("bias", value); }

        public Parameter weight
        {
            get => Held("weight")!;
            set => Change("weight", value ?? throw new ArgumentNullException(nameof(weight)));
        }

        public override Tensor forward(Tensor tensor) => Operators.Call("layer_norm", tensor, _shape, Held("weight"), Held("bias"), _eps);

        // Unlike the other layers' weights, these belong to no dispose scope.
        private void Add(string key, Tensor initial)
        {
            var parameter = new Parameter(initial);
            parameter.DetachFromDisposeScope();
            register_parameter(key, parameter);
        }

        private void Change(string key, Parameter? value)
        {
            if (ReferenceEquals(Held(key), value)) return;
            Held(key)?.Dispose();
            value?.DetachFromDisposeScope();
            ConditionallyRegisterParameter(key, value);
        }
    }

    public sealed class GroupNorm : nn.Module<Tensor, Tensor>
    {
        private readonly long _groups;
        private readonly double _eps;

        internal GroupNorm(long groups, long channels, double eps, bool affine) : base(nameof(GroupNorm))
        {
            (_groups, _eps) = (groups, eps);
            if (!affine) return;
            register_parameter("weight", new Parameter(ones(channels)));
            register_parameter("bias", new Parameter(zeros(channels)));
        }

        public Parameter? weight { get => Share("weight"); set => Replace("weight", value); }

        public Parameter? bias { get => Share("bias"); set => Replace("bias", value); }

        internal override bool MovesInPlace => true;

        public override Tensor forward(Tensor tensor)
        {
            if (tensor.ndim < 3) throw new ArgumentException($"Invalid number of dimensions for GroupNorm argument: {tensor.ndim}");
            return Operators.Call("group_norm", tensor, _groups, Held("weight"), Held("bias"), _eps);
        }
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static Modules.LayerNorm LayerNorm(long normalized_shape, double eps = 1e-5, bool elementwise_affine = true, bool bias = true, Device? device = null, ScalarType? dtype = null) =>
                LayerNorm([normalized_shape], eps, elementwise_affine, bias, device, dtype);

            public static Modules.LayerNorm LayerNorm(long[] normalized_shape, double eps = 1e-5, bool elementwise_affine = true, bool bias = true, Device? device = null, ScalarType? dtype = null) =>
                new Modules.LayerNorm(normalized_shape, eps, elementwise_affine, bias).MoveModule<Modules.LayerNorm>(device, dtype);

            public static Modules.GroupNorm GroupNorm(long num_groups, long num_channels, double eps = 1e-5, bool affine = true, Device? device = null, ScalarType? dtype = null) =>
                new Modules.GroupNorm(num_groups, num_channels, eps, affine).MoveModule<Modules.GroupNorm>(device, dtype);
        }
    }
}
