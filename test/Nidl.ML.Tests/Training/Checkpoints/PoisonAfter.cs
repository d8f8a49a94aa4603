using static TorchSharp.torch;

namespace Nidl.ML.Tests;

/// <summary>Gives NaN after a number of steps (two views each): what a bad row does to a training. For one training.</summary>
internal sealed record PoisonAfter : Augmentation
{
    private int _calls;

    public int Steps { get; init; }

    public override Tensor Apply(Tensor batch, RandomSource random) => ++_calls > 2 * Steps ? batch.mul(float.NaN) : batch;
}
