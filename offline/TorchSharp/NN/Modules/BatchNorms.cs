namespace TorchSharp.Modules
{
    using static torch;

    // Three public classes and one behaviour: their base in the real package is the module itself.
    internal static class BatchNormalization
    {
        internal static void Add(nn.Module module, long features, bool affine, bool tracked)
        {
            if (affine)
            {
                module.register_parameter("weight", new Parameter(ones(features)));
                module.register_parameter("bias", new Parameter(zeros(features)));
            }
            if (!tracked) return;
            module.register_buffer("running_mean", zeros(features));
            module.register_buffer("running_var", ones(features));
            module.register_buffer("num_batches_tracked", tensor(0L));
        }

        internal static Tensor Forward(nn.Module module, Tensor input, int least, int most, double eps, double momentum)
        {
            if (input.ndim < least || input.ndim > most) throw new ArgumentException($"Invalid number of dimensions for BatchNorm argument: {input.ndim}");
            var (mean, variance) = (module.HeldBuffer("running_mean"), module.HeldBuffer("running_var"));
            if (module.training) module.HeldBuffer("num_batches_tracked")?.add_(1);
            bool ownStatistics = module.training || mean is null;
            return Operators.Call("batch_norm", input, module.Held("weight"), module.Held("bias"), mean, variance, ownStatistics, momentum, eps, false);
        }

        internal static void Reset(nn.Module module)
        {
            module.HeldBuffer("running_mean")?.zero_();
            module.HeldBuffer("running_var")?.fill_(1);
            module.HeldBuffer("num_batches_tracked")?.zero_();
        }
    }

    public sealed class BatchNorm1d : nn.Module<Tensor, Tensor>
    {
        private readonly double _eps;
        private readonly double _momentum;

        internal BatchNorm1d(long features, double eps, double momentum, bool affine, bool tracked) : base(nameof(BatchNorm1d))
        {
            (_eps, _momentum) = (eps, momentum);
            BatchNormalization.Add(this, features, affine, tracked);
        }

        public Parameter? weight { get => Share("weight"); set => Replace("weight", value); }

        public Parameter? bias { get => Share("bias"); set => Replace("bias", value); }

        public Tensor? running_mean { get => ShareBuffer("running_mean"); set => ReplaceBuffer("running_mean", value); }

        public Tensor? running_var { get => ShareBuffer("running_var"); set => ReplaceBuffer("running_var", value); }

        public Tensor? num_batches_tracked => ShareBuffer("num_batches_tracked");

        internal override bool MovesInPlace => true;

        public override Tensor forward(Tensor tensor) => BatchNormalization.Forward(this, tensor, 2, 3, _eps, _momentum);

        public void reset_running_stats() => BatchNormalization.Reset(this);
    }

    public sealed class BatchNorm2d : nn.Module<Tensor, Tensor>
    {
        private readonly double _eps;
        private readonly double _momentum;

        internal BatchNorm2d(long features, double eps, double momentum, bool affine, bool tracked) : base(nameof(BatchNorm2d))
        {
            (_eps, _momentum) = (eps, momentum);
            BatchNormalization.Add(this, features, affine, tracked);
        }

        public Parameter? weight { get => Share("weight"); set => Replace("weight", value); }

        public Parameter? bias { get => Share("bias"); set => Replace("bias", value); }

        public Tensor? running_mean { get => ShareBuffer("running_mean"); set => ReplaceBuffer("running_mean", value); }

        public Tensor? running_var { get => ShareBuffer("running_var"); set => ReplaceBuffer("running_var", value); }

        public Tensor? num_batches_tracked => ShareBuffer("num_batches_tracked");

        internal override bool MovesInPlace => true;

        public override Tensor forward(Tensor tensor) => BatchNormalization.Forward(this, tensor, 4, 4, _eps, _momentum);

        public void reset_running_stats() => BatchNormalization.Reset(this);
    }

    public sealed class BatchNorm3d : nn.Module<Tensor, Tensor>
    {
        private readonly double _eps;
        private readonly double _momentum;

        internal BatchNorm3d(long features, double eps, double momentum, bool affine, bool tracked) : base(nameof(BatchNorm3d))
        {
            (_eps, _momentum) = (eps, momentum);
            BatchNormalization.Add(this, features, affine, tracked);
        }

        public Parameter? weight { get => Share("weight"); set => Replace("weight", value); }

        public Parameter? bias { get => Share("bias"); set => Replace("bias", value); }

        public Tensor? running_mean { get => ShareBuffer("running_mean"); set => ReplaceBuffer("running_mean", value); }

        public Tensor? running_var { get => ShareBuffer("running_var"); set => ReplaceBuffer("running_var", value); }

        public Tensor? num_batches_tracked => ShareBuffer("num_batches_tracked");

        internal override bool MovesInPlace => true;

        public override Tensor forward(Tensor tensor) => BatchNormalization.Forward(this, tensor, 5, 5, _eps, _momentum);

        public void reset_running_stats() => BatchNormalization.Reset(this);
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static Modules.BatchNorm1d BatchNorm1d(long features, double eps = 1e-5, double momentum = 0.1, bool affine = true, bool track_running_stats = true, Device? device = null, ScalarType? dtype = null) =>
                new Modules.BatchNorm1d(features, eps, momentum, affine, track_running_stats).MoveModule<Modules.BatchNorm1d>(device, dtype);

            public static Modules.BatchNorm2d BatchNorm2d(long features, double eps = 1e-5, double momentum = 0.1, bool affine = true, bool track_running_stats = true, Device? device = null, ScalarType? dtype = null) =>
                new Modules.BatchNorm2d(features, eps, momentum, affine, track_running_stats).MoveModule<Modules.BatchNorm2d>(device, dtype);

            public static Modules.BatchNorm3d BatchNorm3d(long features, double eps = 1e-5, double momentum = 0.1, bool affine = true, bool track_running_stats = true, Device? device = null, ScalarType? dtype = null) =>
                new Modules.BatchNorm3d(features, eps, momentum, affine, track_running_stats).MoveModule<Modules.BatchNorm3d>(device, dtype);
        }
    }
}
