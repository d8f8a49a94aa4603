using System.Buffers;
using Nidl.ML.Losses;
using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>Changes one sample of a batch by loops over its values; several samples may be changed at once, by several threads.</summary>
/// <param name="row">The place of the sample in the batch.</param>
/// <param name="sample">Its values, channel by channel.</param>
/// <param name="view">Where the view is written, of as many values as <see cref="Augmentation.GetOutputShape"/> says.</param>
/// <returns>Whether the view was written; if not, the sample stays as it is.</returns>
internal delegate bool SampleChange(int row, ReadOnlySpan<float> sample, Span<float> view);

/// <summary>
/// Draws views of images on a CPU sample by sample: an image stays in a core's cache through all augmentations, where Torch's operations
/// would read and write the whole batch again and again.
/// </summary>
internal static class SampleChanges
{
    /// <summary>Says whether an augmentation draws the views of a batch so.</summary>
    public static bool Suit(Augmentation augmentation, Tensor batch) => AreImages(batch) && augmentation.ChangesSamplesOf(batch);

    /// <summary>Counts the augmentations, from the first on, that can change an image in turn before the next image is read.</summary>
    public static int CountInTurn(IEnumerable<Augmentation> augmentations, Tensor batch) =>
        AreImages(batch) ? augmentations.TakeWhile(augmentation => TakeTurns(augmentation, batch)).Count() : 0;

    /// <summary>Says whether an augmentation can be one of several that change a sample in turn: it keeps the shape.</summary>
    public static bool TakeTurns(Augmentation augmentation, Tensor batch) =>
        augmentation.ChangesSamplesOf(batch) && InputShape.Create(batch.shape.AsSpan(1)) is var shape
            && augmentation.GetOutputShape(shape).Equals(shape);

    /// <summary>Draws the view of a batch; the batch itself if nothing changes.</summary>
    public static unsafe Tensor Apply(Augmentation augmentation, Tensor batch, RandomSource random)
    {
        using var scope = NewDisposeScope();
        var change = augmentation.DrawChange(batch, random);
        var shape = InputShape.Create(batch.shape.AsSpan(1));
        var viewShape = augmentation.GetOutputShape(shape);
        var (samples, view) = (batch.contiguous(), empty(viewShape.WithBatch(batch.shape[0]), batch.dtype));
        // The threads that share the samples call nothing of Torch, which may fail there.
        var (from, to) = (TensorAddress.Of(samples), TensorAddress.Of(view));
        var (size, viewSize, isChanged) = (shape.Size, viewShape.Size, false);
        OpenMp.For((int)batch.shape[0], row =>
        {
            var sample = new ReadOnlySpan<float>((float*)from + (nint)row * size, size);
            var itsView = new Span<float>((float*)to + (nint)row * viewSize, viewSize);
            if (change(row, sample, itsView))
                isChanged = true;
            else
                sample.CopyTo(itsView);
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

    private static bool AreImages(Tensor batch) =>
        batch.dtype == ScalarType.Float32 && batch.dim() == 4 && batch.device_type == DeviceType.CPU && batch.numel() > 0
            && !batch.requires_grad;
}
