using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>The trainers and the evaluation of one task.</summary>
public abstract class TrainCatalogBase
{
    private protected TrainCatalogBase(IHostEnvironment env) => Environment = env;

    internal IHostEnvironment Environment { get; }

    private protected IReadOnlyList<CrossValidationResult<T>> CrossValidateCore<T>(
        IDataView data,
        IEstimator<ITransformer> estimator,
        int numberOfFolds,
        string samplingKeyColumnName,
        int? seed,
        Func<IDataView, T> evaluate)
        where T : class
    {
        Contracts.CheckValue(data, nameof(data));
        Contracts.CheckValue(estimator, nameof(estimator));
        Contracts.CheckParam(numberOfFolds > 1, nameof(numberOfFolds), "Must be more than 1");
        var foldSeed = seed ?? ((IHostEnvironmentInternal)Environment).Seed ?? Random.Shared.Next();
        var results = new List<CrossValidationResult<T>>();
        foreach (var split in RowSplit.Folds(data, numberOfFolds, samplingKeyColumnName, foldSeed))
        {
            var model = estimator.Fit(split.TrainSet);
            var scored = model is ITransformerChainAccessor chain ? TransformAlways(chain, split.TestSet) : model.Transform(split.TestSet);
            results.Add(new CrossValidationResult<T>(model, evaluate(scored), scored, results.Count));
        }

        return results;
    }

    private static IDataView TransformAlways(ITransformerChainAccessor chain, IDataView data)
        => new TransformerChain<ITransformer>(chain.Transformers, chain.Scopes).Transform(data, TransformerScope.Everything);

    /// <summary>What extension methods add trainers to.</summary>
    public abstract class CatalogInstantiatorBase
    {
        private protected CatalogInstantiatorBase(TrainCatalogBase catalog) => Owner = catalog;

        internal TrainCatalogBase Owner { get; }
    }

    /// <summary>One fold of a cross-validation.</summary>
    public sealed class CrossValidationResult<T>
        where T : class
    {
        internal CrossValidationResult(ITransformer model, T metrics, IDataView scores, int fold)
        {
            Model = model;
            Metrics = metrics;
            ScoredHoldOutSet = scores;
            Fold = fold;
        }

        /// <summary>The metrics on the part that was held out.</summary>
        public readonly T Metrics;

        /// <summary>The model.</summary>
        public readonly ITransformer Model;

        /// <summary>The part that was held out, with scores.</summary>
        public readonly IDataView ScoredHoldOutSet;

        /// <summary>The number of the fold.</summary>
        public readonly int Fold;
    }
}
