namespace Nidl.ML;

/// <summary>Names what a probe predicts from an embedding: one of two classes, one of several, or a number.</summary>
public enum ProbeTask
{
    /// <summary>One of two classes; the label is a Boolean.</summary>
    BinaryClassification,

    /// <summary>One of several classes; the label is a key.</summary>
    MulticlassClassification,

    /// <summary>A number; the label is a Single.</summary>
    Regression,
}
