using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

/// <summary>Trains a linear model by limited-memory BFGS with L1 and L2 regularisation of the weights.</summary>
public abstract class LbfgsTrainerBase<TOptions, TTransformer, TModel> : TrainerEstimatorBase<TTransformer, TModel>
    where TTransformer : ISingleFeaturePredictionTransformer<TModel>
    where TModel : class
    where TOptions : LbfgsTrainerBase<TOptions, TTransformer, TModel>.OptionsBase, new()
{
    private readonly TOptions _options;

    internal LbfgsTrainerBase(IHostEnvironment env, TOptions options, SchemaShape.Column label)
        : base(env.Register("LbfgsTrainerBase"), options, label)
    {
        Contracts.CheckUserArg(options.NumberOfThreads is null or > 0, nameof(options.NumberOfThreads), "Must be positive (or empty for default)");
        Contracts.CheckUserArg(options.L2Regularization >= 0, nameof(options.L2Regularization), "Must be non-negative");
        Contracts.CheckUserArg(options.L1Regularization >= 0, nameof(options.L1Regularization), "Must be non-negative");
        Contracts.CheckUserArg(options.OptimizationTolerance > 0, nameof(options.OptimizationTolerance), "Must be positive");
        Contracts.CheckUserArg(options.HistorySize > 0, nameof(options.HistorySize), "Must be positive");
        Contracts.CheckUserArg(options.MaximumNumberOfIterations > 0, nameof(options.MaximumNumberOfIterations), "Must be positive");
        _options = options;
    }

    /// <summary>The parameters: the biases, then the weights of each class.</summary>
    private protected double[] Optimise(TrainingData data, IChannel channel, int classes, bool relativeImprovement)
    {
        IRowLoss loss = relativeImprovement ? new LogisticLoss() : new SoftmaxLoss();
        var objective = new LinearObjective(data, loss, classes, _options.L2Regularization, _options.NumberOfThreads ?? Environment.ProcessorCount, channel);
        var l1 = _options.L1Regularization / objective.RowCount;
        var solver = new OrthantWiseLbfgs(objective.Evaluate, classes, l1, _options.EnforceNonNegativity, _options.HistorySize);
        Func<double, bool> stop = relativeImprovement ? new MeanRelativeImprovement(_options.OptimizationTolerance).ShouldStop : new MeanImprovement(_options.OptimizationTolerance).ShouldStop;
        var parameters = solver.Minimise(objective.ParameterCount, _options.MaximumNumberOfIterations, stop);
        if (l1 > 0) channel.Info(MessageSensitivity.None, "L1 regularization selected {0} of {1} weights.", classes + parameters.Skip(classes).Count(w => w != 0), parameters.Length);
        return parameters;
    }

    /// <summary>The columns and settings of the trainer.</summary>
    public abstract class OptionsBase : TrainerInputBaseWithWeight
    {
        /// <summary>Options with the defaults.</summary>
        protected OptionsBase()
        {
        }

        /// <summary>The factor of half the squared weights.</summary>
        public float L2Regularization = 1;

        /// <summary>The factor of the absolute weights.</summary>
        public float L1Regularization = 1;

        /// <summary>The improvement below which it stops.</summary>
        public float OptimizationTolerance = 1e-7f;

        /// <summary>How many steps are remembered.</summary>
        public int HistorySize = 20;

        /// <summary>How many iterations there are at most.</summary>
        public int MaximumNumberOfIterations = int.MaxValue;

        /// <summary>The number of threads; null for one per processor. With one, the rows are read anew at every evaluation.</summary>
        public int? NumberOfThreads;

        /// <summary>Whether weights are kept from getting negative.</summary>
        public bool EnforceNonNegativity;
    }
}

/// <summary>Stops when a geometrically weighted mean of the improvements is small.</summary>
internal sealed class MeanImprovement(double tolerance)
{
    private const double Decay = 0.25;

    private double _last = double.NaN;
    private double _sum;

    public bool ShouldStop(double value)
    {
        var isFirst = double.IsNaN(_last);
        _sum = isFirst ? 0 : _last - value + (Decay * _sum);
        _last = value;
        return !isFirst && _sum * (1 - Decay) < tolerance;
    }
}

/// <summary>Stops when the mean improvement of the last five iterations is small beside the value.</summary>
internal sealed class MeanRelativeImprovement(double tolerance)
{
    private const int Window = 5;

    private readonly Queue<double> _past = [];

    public bool ShouldStop(double value)
    {
        var stops = _past.Count == Window && (_past.Peek() - value) / Window / Math.Abs(value) < tolerance;
        if (_past.Count == Window) _past.Dequeue();
        _past.Enqueue(value);
        return stops;
    }
}
