using TorchSharp.Modules;
using static TorchSharp.torch;
using TorchOptimizer = TorchSharp.torch.optim.Optimizer;

namespace Nidl.ML;

/// <summary>Chooses the optimizer; learning rate and weight decay stand in <see cref="TrainingOptions"/>.</summary>
public abstract record OptimizerOptions
{
    /// <summary>Creates the optimizer over parameter groups, each with its own weight decay.</summary>
    internal abstract TorchOptimizer Create(IReadOnlyList<ParameterGroup> groups, double learningRate);
}

/// <summary>Adam with decoupled weight decay (Loshchilov and Hutter 2019, arXiv:1711.05101). The default.</summary>
public sealed record AdamWOptions : OptimizerOptions
{
    /// <summary>Gets the decay of the running mean of gradients, in [0, 1). The default is 0.9.</summary>
    public double Beta1 { get; init => field = Requires.InRange(value, 0, 1); } = 0.9;

    /// <summary>Gets the decay of the running mean of squared gradients, in [0, 1). The default is 0.999.</summary>
    public double Beta2 { get; init => field = Requires.InRange(value, 0, 1); } = 0.999;

    /// <summary>Gets the term added to the denominator, from 1e-20 to 1e20. The default is 1e-8.</summary>
    public double Epsilon { get; init => field = Requires.Scale(value); } = 1e-8;

    internal override TorchOptimizer Create(IReadOnlyList<ParameterGroup> groups, double learningRate) =>
        optim.AdamW(groups.Select(group => new AdamW.ParamGroup(group.Parameters, learningRate, Beta1, Beta2, Epsilon, group.WeightDecay)),
            learningRate, Beta1, Beta2, Epsilon);
}

/// <summary>Adam with weight decay as an L2 term of the gradient (Kingma and Ba 2015, arXiv:1412.6980).</summary>
public sealed record AdamOptions : OptimizerOptions
{
    /// <summary>Gets the decay of the running mean of gradients, in [0, 1). The default is 0.9.</summary>
    public double Beta1 { get; init => field = Requires.InRange(value, 0, 1); } = 0.9;

    /// <summary>Gets the decay of the running mean of squared gradients, in [0, 1). The default is 0.999.</summary>
    public double Beta2 { get; init => field = Requires.InRange(value, 0, 1); } = 0.999;

    /// <summary>Gets the term added to the denominator, from 1e-20 to 1e20. The default is 1e-8.</summary>
    public double Epsilon { get; init => field = Requires.Scale(value); } = 1e-8;

    internal override TorchOptimizer Create(IReadOnlyList<ParameterGroup> groups, double learningRate) =>
        optim.Adam(groups.Select(group => new Adam.ParamGroup(group.Parameters, learningRate, Beta1, Beta2, Epsilon, group.WeightDecay)),
            learningRate, Beta1, Beta2, Epsilon);
}

/// <summary>Stochastic gradient descent, with momentum if wanted.</summary>
public sealed record SgdOptions : OptimizerOptions
{
    /// <summary>Gets the momentum, in [0, 1). The default is 0.</summary>
    public double Momentum { get; init => field = Requires.InRange(value, 0, 1); }

    /// <summary>Gets the dampening of the momentum, in [0, 1). The default is 0; Nesterov's momentum needs 0.</summary>
    public double Dampening { get; init => field = Requires.InRange(value, 0, 1); }

    /// <summary>Gets whether the momentum is Nesterov's; it needs a positive <see cref="Momentum"/>. The default is false.</summary>
    public bool Nesterov { get; init; }

    internal override TorchOptimizer Create(IReadOnlyList<ParameterGroup> groups, double learningRate)
    {
        if (Nesterov && (Momentum == 0 || Dampening != 0))
            throw new ArgumentException(FormattableString.Invariant(
                $"Nesterov's momentum needs Momentum > 0 and Dampening = 0, but they are {Momentum} and {Dampening}."),
                    nameof(Nesterov));
        return optim.SGD(
            groups.Select(group => new SGD.ParamGroup(group.Parameters, learningRate, Momentum, Dampening, group.WeightDecay, Nesterov)),
            learningRate, Momentum, Dampening);
    }
}
