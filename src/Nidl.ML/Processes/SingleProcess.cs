using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>A group of one: nothing is sent, copied or waited for.</summary>
internal sealed class SingleProcess : ProcessGroup
{
    public override int Rank => 0;

    public override int Size => 1;

    public override void Dispose()
    {
    }

    internal override long[] Exchange(long value) => [value];

    internal override string[] Exchange(string text) => [text];

    internal override Tensor Gather(Tensor rows) => rows.detach();

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
