using Microsoft.ML;
using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>A linear probe on a frozen embedding: maximum entropy for classes, ridge regression for a number.</summary>
internal sealed class LinearProbeTrainer : ProbeTrainer
{
    private readonly LinearProbeOptions _options;

    public LinearProbeTrainer(
        MLContext context, string labelColumnName, string featureColumnName, ProbeTask? task, LinearProbeOptions options)
        : base(context, labelColumnName, featureColumnName) => (RequestedTask, _options) = (task, options);

    private protected override ProbeTask? RequestedTask { get; }

    // ML.NET's trainers and double precision are the CPU's.
    private protected override string? RequestedDevice => "cpu";

    private protected override CancellationToken Token => CancellationToken.None;

    private protected override ProbeDescription Describe(ProbeDescription description) => description with { Linear = _options };

    private protected override nn.Module<Tensor, Tensor> Train(ProbeDescription description, Tensor rows, Tensor labels)
    {
        using var scope = NewDisposeScope();
        using var noGradient = torch.no_grad();
        var columns = Standardization.Of(rows);
        if (!_options.Standardize)
            columns = columns with { Deviation = columns.Deviation.sign() };
        var features = columns.Standardize(rows); // (N, D)
        var (weights, biases) = description.Task == ProbeTask.Regression
            ? Regress(features, labels)
            : MaximumEntropy.Fit(Context, features, labels, description, (float)(_options.L2Regularization ?? 1));
        var module = new LinearProbeModule(description);
        module.Set(columns.Mean, columns.Unscale(weights), biases);
        return module;
    }

    private (Tensor Weights, Tensor Biases) Regress(Tensor features, Tensor labels)
    {
        var numbers = labels.unsqueeze(1); // (N, 1)
        var label = Standardization.Of(numbers);
        var regression = new RidgeRegression(features, label.Center(numbers).flatten());
        // The squared errors are averaged over the rows, and half the strength times the squared weights is added, as in ML.NET's trainers.
        var penalty = _options.L2Regularization is { } l2 ? l2 * labels.shape[0] / 2 : regression.FindPenalty();
        return (regression.Weights(penalty).unsqueeze(0), label.Mean);
    }
}
