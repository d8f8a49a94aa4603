namespace TorchSharp.Modules
{
    using static torch;

    public sealed class Linear : nn.Module<Tensor, Tensor>
    {
        internal Linear(long inputSize, long outputSize, bool hasBias) : base(nameof(Linear)) => Initialization.AddWeights(this, [outputSize, inputSize], hasBias);

        public Parameter? weight { get => Share("weight"); set => Replace("weight", value); }

        public Parameter? bias { get => Share("bias"); set => Replace("bias", value); }

        internal override bool MovesInPlace => true;

        public override Tensor forward(Tensor tensor) => Operators.Call("linear", tensor, Held("weight"), Held("bias"));
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static Modules.Linear Linear(long inputSize, long outputSize, bool hasBias = true, Device? device = null, ScalarType? dtype = null) =>
                new Modules.Linear(inputSize, outputSize, hasBias).MoveModule<Modules.Linear>(device, dtype);
        }
    }
}
