namespace Nidl.ML;

/// <summary>What a probe predicts from an embedding.</summary>
public enum ProbeTask
{
    /// <summary>One of two classes; the label is a Boolean.</summary>
    BinaryClassification,

    /// <summary>One of several classes; the label is a key.</summary>
    MulticlassClassification,

    /// <summary>A number; the label is a Single.</summary>
    Regression,
}
