using Microsoft.ML;
using static TorchSharp.torch;

namespace Nidl.ML.Tests.SimClr;

[TestClass]
public sealed class SimClrCancellationTests
{
    [TestMethod]
    public void Fit_CanceledBeforeItStarts_GivesTheUntrainedEncoder()
    {
        var recorder = new StepRecorder();
        var token = new CancellationToken(true);
        var error = Error.Is<TrainingCanceledException>(
            "The training was canceled after 0 of 2 epochs; PartialTransformer holds what was learned.",
            () => Tiny.Fit(new MLContext(1), Tiny.Options with { CancellationToken = token, Callbacks = [recorder] }));
        using var partial = error.PartialTransformer;
        using var untrained = Tiny.Fit(new MLContext(1), Tiny.Options with { NumberOfEpochs = 0 });
        Assert.AreEqual(token, error.CancellationToken);
        Assert.IsEmpty(recorder.Calls.Where(call => call.StartsWith("step", StringComparison.Ordinal)));
        Assert.IsTrue(Embeddings.AreBitEqual(Embeddings.OfNewImages(untrained), Embeddings.OfNewImages(partial)));
    }

    [TestMethod]
    public void Fit_CanceledWithinAnEpoch_EndsBeforeTheNextStep()
    {
        using var source = new CancellationTokenSource();
        var recorder = new StepRecorder { AtStepEnd = state => CancelAt(state, 5, source) };
        var error = Error.Is<TrainingCanceledException>(
            "The training was canceled after 1 of 9 epochs; PartialTransformer holds what was learned.",
            () => Tiny.Fit(
                new MLContext(1), Tiny.Options with { NumberOfEpochs = 9, CancellationToken = source.Token, Callbacks = [recorder] }));
        using var partial = error.PartialTransformer;
        Assert.AreEqual("step 5", recorder.Calls[^1]);
        Assert.AreEqual(source.Token, error.CancellationToken);
        Assert.HasCount(1, partial.History.Epochs);
    }

    [TestMethod]
    public void Fit_CanceledWithinAnEpoch_KeepsWhatWasLearnt()
    {
        using var source = new CancellationTokenSource();
        var recorder = new StepRecorder { AtStepEnd = state => CancelAt(state, 5, source) };
        var options = Tiny.Options with { NumberOfEpochs = 9, Callbacks = [recorder] };
        var error = Assert.ThrowsExactly<TrainingCanceledException>(
            () => Tiny.Fit(new MLContext(1), options with { CancellationToken = source.Token }));
        using var partial = error.PartialTransformer;
        using var stopped = Tiny.Fit(
            new MLContext(1), options with { Callbacks = [new StepRecorder { AtStepEnd = state => StopAt(state, 5) }] });
        Assert.IsTrue(Embeddings.AreBitEqual(Embeddings.OfNewImages(stopped), Embeddings.OfNewImages(partial)));
    }

    [TestMethod]
    [DataRow(false, 1, DisplayName = "Training rows, while they are counted")]
    [DataRow(false, 2, DisplayName = "Training rows, while they are read")]
    [DataRow(true, 1, DisplayName = "Validation rows, while they are counted")]
    [DataRow(true, 2, DisplayName = "Validation rows, while they are read")]
    public void Fit_CanceledWhileRowsAreRead_ReadsNoFurther(bool isValidation, int pass)
    {
        using var source = new CancellationTokenSource();
        var (passes, read) = (0, 0);
        IEnumerable<ImageRow> Rows()
        {
            var isMeant = ++passes == pass;
            foreach (var row in Images.Rows(24))
            {
                if (isMeant && ++read == 5)
                    source.Cancel();
                yield return row;
            }
        }
        var ml = new MLContext(1);
        var (view, other) = (ml.Data.LoadFromEnumerable(Rows()), Images.View(ml, 24));
        var options = Tiny.Options with { CancellationToken = source.Token, ValidationData = isValidation ? view : other };
        var error = Assert.ThrowsExactly<TrainingCanceledException>(
            () => ml.SelfSupervised.SimClr("Embedding", "Image", options).Fit(isValidation ? other : view));
        error.PartialTransformer.Dispose();
        Assert.AreEqual((pass, 5), (passes, read));
    }

    [TestMethod]
    public void Fit_CanceledWithinAValidation_EndsThere()
    {
        using var source = new CancellationTokenSource();
        // Both views of three batches of the training, then the first view of the validation.
        var views = new CancelAtView(7, source);
        var error = Error.Is<TrainingCanceledException>(
            "The training was canceled after 0 of 2 epochs; PartialTransformer holds what was learned.",
            () => Tiny.Fit(
                new MLContext(1),
                Tiny.Options with { Augmentations = [views], CancellationToken = source.Token,
                    ValidationData = Images.View(new MLContext(1), 24) }));
        error.PartialTransformer.Dispose();
        Assert.AreEqual(8, views.Count);
    }

    [TestMethod]
    public void Fit_TheCallersOwnCancellation_IsNotTakenForOurs()
    {
        var recorder = new StepRecorder { AtStepEnd = _ => throw new OperationCanceledException("mine") };
        Error.Is<OperationCanceledException>("mine", () => Tiny.Fit(new MLContext(1), Tiny.Options with { Callbacks = [recorder] }));
    }

    [TestMethod]
    public void Fit_Canceled_LeavesNoTensor()
    {
        var token = new CancellationToken(true);
        void Cancel() =>
            Assert.ThrowsExactly<TrainingCanceledException>(
                () => Tiny.Fit(new MLContext(1), Tiny.Options with { CancellationToken = token }))
            .PartialTransformer.Dispose();
        Cancel();
        var before = TensorLeak.Live();
        Cancel();
        Assert.AreEqual(before, TensorLeak.Live());
    }

    private static void CancelAt(TrainingState state, long step, CancellationTokenSource source)
    {
        if (state.Step == step)
            source.Cancel();
    }

    private static void StopAt(TrainingState state, long step)
    {
        if (state.Step == step)
            state.RequestStop();
    }

    private sealed record CancelAtView(int Number, CancellationTokenSource Source) : Augmentation
    {
        private int _count;

        internal int Count => _count;

        public override Tensor Apply(Tensor batch, RandomSource random)
        {
            if (++_count == Number)
                Source.Cancel();
            return batch.add(random.NormalLike(batch));
        }
    }
}
