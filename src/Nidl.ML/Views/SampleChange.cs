using System.Buffers;
using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>Changes one sample of a batch by loops over its values; several samples may be changed at once, by several threads.</summary>
/// <param name="row">The place of the sample in the batch.</param>
/// <param name="sample">Its values, channel by channel.</param>
/// <param name="view">Where the view is written, of as many values.</param>
/// <returns>Whether the view was written; if not, the sample stays as it is.</returns>
internal delegate bool SampleChange(int row, ReadOnlySpan<float> sample, Span<float> view);

/// <summary>
/// Draws views of large images on a CPU sample by sample: an image stays in a core's cache through all augmentations, where Torch's
/// operations would read and write the whole batch again and again. The threads that share the samples ask Torch only where a sample lies.
/// </summary>
internal static class SampleChanges
{
    /// <summary>Says whether an augmentation draws the views of a batch so.</summary>
    public static bool Suit(Augmentation augmentation, Tensor batch) =>
        batch.dtype == ScalarType.Float32 && LargeImages.Are(batch) && batch.shape[0] > 0 && !batch.requires_grad
            && augmentation.ChangesSamplesOf(batch);

    /// <summary>Draws the view of a batch; the batch itself if nothing changes.</summary>
    public static Tensor Apply(Tensor batch, SampleChange change)
    {
        using var scope = NewDisposeScope();
        var (samples, view) = (batch.contiguous(), empty(batch.shape, batch.dtype));
        var isChanged = false;
        Parallel.For(0, (int)batch.shape[0], new() { MaxDegreeOfParallelism = get_num_threads() }, row =>
        {
            using Tensor sample = samples.select(0, row), itsView = view.select(0, row);
            Span<float> from = MemoryMarshal.Cast<byte, float>(sample.bytes), to = MemoryMarshal.Cast<byte, float>(itsView.bytes);
            if (change(row, from, to))
                isChanged = true;
            else
                from.CopyTo(to);
        });
        return isChanged ? view.MoveToOuterDisposeScope() : batch;
    }

    /// <summary>Makes one change of several, the first applied first.</summary>
    public static SampleChange InTurn(SampleChange[] changes) => (row, sample, view) =>
    {
        var buffer = ArrayPool<float>.Shared.Rent(sample.Length);
        Span<float> free = view, other = buffer.AsSpan(0, sample.Length);
        var current = sample;
        foreach (var change in changes)
        {
            if (!change(row, current, free))
                continue;
            current = free;
            var written = free;
            free = other;
            other = written;
        }
        var isChanged = current != sample;
        if (isChanged && current != view)
            current.CopyTo(view);
        ArrayPool<float>.Shared.Return(buffer);
        return isChanged;
    };
}
