using static TorchSharp.torch;

namespace Nidl.ML.Tests;

/// <summary>
/// Noise that grows with every view, so that the loss of a training rises and its first epochs are its best. For one training.
/// </summary>
internal sealed record RisingNoise : Augmentation
{
    private int _calls;

    public override Tensor Apply(Tensor batch, RandomSource random) => batch.add(random.NormalLike(batch).mul(0.01 * _calls++));
}
