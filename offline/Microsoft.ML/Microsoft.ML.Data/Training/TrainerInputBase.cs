namespace Microsoft.ML.Trainers;

/// <summary>The columns of a trainer.</summary>
public abstract class TrainerInputBase
{
    private protected TrainerInputBase()
    {
    }

    /// <summary>The features.</summary>
    public string FeatureColumnName = DefaultColumnNames.Features;
}

/// <summary>The columns of a supervised trainer.</summary>
public abstract class TrainerInputBaseWithLabel : TrainerInputBase
{
    private protected TrainerInputBaseWithLabel()
    {
    }

    /// <summary>The label.</summary>
    public string LabelColumnName = DefaultColumnNames.Label;
}

/// <summary>The columns of a supervised trainer that weighs its rows.</summary>
public abstract class TrainerInputBaseWithWeight : TrainerInputBaseWithLabel
{
    private protected TrainerInputBaseWithWeight()
    {
    }

    /// <summary>The weight, or null for equal weights.</summary>
    public string ExampleWeightColumnName;
}
