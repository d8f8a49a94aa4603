using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

/// <summary>A trainer that takes its rows in random order where the data can be shuffled.</summary>
public abstract class StochasticTrainerBase<TTransformer, TModel> : TrainerEstimatorBase<TTransformer, TModel>
    where TTransformer : ISingleFeaturePredictionTransformer<TModel>
    where TModel : class
{
    private protected StochasticTrainerBase(IHost host, TrainerInputBaseWithWeight options, SchemaShape.Column label)
        : base(host, options, label)
    {
    }
}

/// <summary>Trains a linear model by stochastic dual coordinate ascent.</summary>
public abstract class SdcaTrainerBase<TOptions, TTransformer, TModel> : StochasticTrainerBase<TTransformer, TModel>
    where TTransformer : ISingleFeaturePredictionTransformer<TModel>
    where TModel : class
    where TOptions : SdcaTrainerBase<TOptions, TTransformer, TModel>.OptionsBase, new()
{
    internal SdcaTrainerBase(IHostEnvironment env, TOptions options, SchemaShape.Column label)
        : base(env.Register("SdcaTrainerBase"), options, label)
    {
        Contracts.CheckUserArg(options.L2Regularization is null or > 0, nameof(options.L2Regularization), "Must be positive (or empty for auto)");
        Contracts.CheckUserArg(options.L1Regularization is null or >= 0, nameof(options.L1Regularization), "Must be non-negative (or empty for auto)");
        Contracts.CheckUserArg(options.MaximumNumberOfIterations is null or > 0, nameof(options.MaximumNumberOfIterations), "Must be positive (or empty for auto)");
        Contracts.CheckUserArg(options.ConvergenceTolerance is > 0 and <= 1, nameof(options.ConvergenceTolerance), "Convergence tolerance must be positive and no larger than 1");
        Contracts.CheckUserArg(options.BiasLearningRate >= 0, nameof(options.BiasLearningRate), "Must be non-negative.");
        Settings = options;
    }

    private protected TOptions Settings { get; }

    /// <summary>The options with what was left open filled in by the size of the data.</summary>
    private protected SdcaSettings Tune(long rows, int features, IChannel channel, Func<int, float> defaultL2)
    {
        var iterations = Settings.MaximumNumberOfIterations ?? Math.Max(2, (int)Math.Max(1, 500000 / rows) * 3);
        var l2 = Settings.L2Regularization ?? defaultL2(iterations);
        var l1 = Settings.L1Regularization ?? features switch { < 100 => 0, < 1000 => 0.25f, < 10000 => 0.5f, _ => 1 };
        channel.Info(MessageSensitivity.None, "Training with L2 = {0}, L1/L2 = {1} and at most {2} iterations.", l2, l1, iterations);
        return new SdcaSettings(l2, l1, iterations, Settings.ConvergenceTolerance, Settings.BiasLearningRate, Settings.Shuffle ? Host.Rand : null);
    }

    /// <summary>The columns and settings of the trainer.</summary>
    public abstract class OptionsBase : TrainerInputBaseWithWeight
    {
        private protected OptionsBase()
        {
        }

        /// <summary>The factor of half the squared weights; null for one by the size of the data.</summary>
        public float? L2Regularization;

        /// <summary>The factor of the absolute weights, as a multiple of the L2 factor; null for one by the number of features.</summary>
        public float? L1Regularization;

        /// <summary>The share of the loss below which the duality gap counts as closed.</summary>
        public float ConvergenceTolerance = 0.1f;

        /// <summary>How many passes there are at most; null for a number by the size of the data.</summary>
        public int? MaximumNumberOfIterations;

        /// <summary>Whether the rows come in random order.</summary>
        public bool Shuffle = true;

        /// <summary>How fast the bias is freed of its regularisation; with 0 it is regularised like a weight.</summary>
        public float BiasLearningRate;
    }
}

/// <summary>Options with nothing left open.</summary>
internal sealed record SdcaSettings(double L2, double L1, int Iterations, double Tolerance, double BiasLearningRate, Random Random);
