using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>A group of one: nothing is sent, copied or waited for.</summary>
internal sealed class SingleProcess : ProcessGroup
{
    public override int Rank => 0;

    public override int Size => 1;

    public override ProcessTimes Times => new(TimeSpan.Zero, TimeSpan.Zero);

    public override void Dispose()
    {
    }

    internal override long[] Exchange(long value) => [value];

    internal override string[] Exchange(string text) => [text];

    internal override GatheredRows Gather(Tensor rows) => new(rows.requires_grad ? rows.detach() : rows, new(0, rows.shape[0]));

    internal override void Sum(Tensor values)
    {
    }

    internal override void Broadcast(Tensor values)
    {
    }

    internal override void Report(Exception failure)
    {
    }

    // Its operations cannot fail.
    internal override void Defer(Exception failure) => throw failure;
}
