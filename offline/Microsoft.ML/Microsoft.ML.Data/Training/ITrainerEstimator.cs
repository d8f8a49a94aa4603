using Microsoft.ML.Data;

namespace Microsoft.ML.Trainers
{
    /// <summary>An estimator that trains a model.</summary>
    public interface ITrainerEstimator<out TTransformer, out TModel> : IEstimator<TTransformer>
        where TTransformer : ISingleFeaturePredictionTransformer<TModel>
        where TModel : class
    {
        /// <summary>What it wants of its data.</summary>
        TrainerInfo Info { get; }
    }
}

namespace Microsoft.ML
{
    /// <summary>A transformer that scores with a model.</summary>
    public interface IPredictionTransformer<out TModel> : ITransformer
        where TModel : class
    {
        /// <summary>The model.</summary>
        TModel Model { get; }
    }

    /// <summary>A transformer that scores one feature column with a model.</summary>
    public interface ISingleFeaturePredictionTransformer<out TModel> : IPredictionTransformer<TModel>
        where TModel : class
    {
        /// <summary>The feature column.</summary>
        string FeatureColumnName { get; }

        /// <summary>Its type.</summary>
        DataViewType FeatureColumnType { get; }
    }
}
