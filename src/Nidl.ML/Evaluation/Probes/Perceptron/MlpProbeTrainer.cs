using Microsoft.ML;
using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// A small multilayer perceptron over a frozen, standardized embedding, trained by AdamW with a learning rate that falls by half a cosine.
/// </summary>
public sealed class MlpProbeTrainer : ProbeTrainer
{
    internal MlpProbeTrainer(MLContext context, string labelColumnName, string featureColumnName, MlpProbeOptions options)
        : base(context, labelColumnName, featureColumnName) => Options = Requires.NotNull(options, nameof(options));

    /// <summary>Gets the options.</summary>
    public MlpProbeOptions Options { get; }

    private protected override string? RequestedDevice => Options.Device;

    private protected override CancellationToken Token => Options.CancellationToken;

    private protected override ProbeDescription Describe(ProbeDescription description) => description with { Mlp = Options };

    private protected override nn.Module<Tensor, Tensor> Train(ProbeDescription description, Tensor rows, Tensor labels)
    {
        using var scope = NewDisposeScope();
        var module = DefaultGenerator.Lend(Options.Seed, () => new MlpProbeModule(description));
        try
        {
            module.to(rows.device);
            scope.Detach(module.parameters().Concat(module.buffers()));
            module.Standardize(rows, labels);
            module.train();
            Descend(module, rows, labels);
            return module;
        }
        catch
        {
            module.Dispose();
            throw;
        }
    }

    private void Descend(MlpProbeModule module, Tensor rows, Tensor labels)
    {
        // The caller may be inside a no_grad of their own.
        using var gradients = torch.enable_grad();
        using var optimizer = optim.AdamW(module.parameters(), Options.LearningRate, weight_decay: Options.WeightDecay);
        var count = rows.shape[0];
        for (var epoch = 0; epoch < Options.NumberOfEpochs; epoch++)
        {
            using var scope = NewDisposeScope();
            using var random = new RandomSource(torch.CPU, Options.Seed, epoch);
            var order = random.Permutation(count).to(rows.device);
            for (var start = 0L; start < count; start += Options.BatchSize)
            {
                Options.CancellationToken.ThrowIfCancellationRequested();
                var batch = order.narrow(0, start, Math.Min(Options.BatchSize, count - start));
                Step(module, optimizer, rows, labels, batch, progress: (epoch + (double)start / count) / Options.NumberOfEpochs);
            }
        }
    }

    private void Step(MlpProbeModule module, optim.Optimizer optimizer, Tensor rows, Tensor labels, Tensor batch, double progress)
    {
        using var scope = NewDisposeScope();
        foreach (var group in optimizer.ParamGroups)
            group.LearningRate = Options.LearningRate * (1 + Math.Cos(Math.PI * progress)) / 2;
        optimizer.zero_grad();
        module.Loss(rows.index_select(0, batch), labels.index_select(0, batch)).backward();
        optimizer.step();
    }
}
