using System.Text.Json.Serialization;
using TorchOptimizer = TorchSharp.torch.optim.Optimizer;

namespace Nidl.ML;

/// <summary>An optimizer of the caller's own.</summary>
/// <param name="Factory">
/// Creates the optimizer over the parameter groups it is given; the second argument is the learning rate of the options. The training sets
/// the learning rate of each of the optimizer's groups at every step, and disposes it. Checkpoints need an optimizer that can save its
/// state, a
/// <c>TorchSharp.Modules.OptimizerHelper</c>, which all of Torch's are but L-BFGS.
/// </param>
public sealed record CustomOptimizer(Func<IReadOnlyList<ParameterGroup>, double, TorchOptimizer> Factory) : OptimizerOptions
{
    /// <summary>Gets the function of parameter groups and learning rate that creates the optimizer.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    [JsonIgnore]
    public Func<IReadOnlyList<ParameterGroup>, double, TorchOptimizer> Factory { get; init => field = Requires.NotNull(value); } =
        Requires.NotNull(Factory, nameof(Factory));

    /// <exception cref="InvalidOperationException">The factory returned null.</exception>
    internal override TorchOptimizer Create(IReadOnlyList<ParameterGroup> groups, double learningRate) =>
        Factory(groups, learningRate)
            ?? throw new InvalidOperationException("The factory of a CustomOptimizer must give an optimizer, but gave null.");
}
