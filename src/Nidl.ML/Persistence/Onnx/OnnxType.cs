namespace Nidl.ML;

/// <summary>The type of a value of an ONNX graph, by its number in ONNX.</summary>
internal enum OnnxType
{
    /// <summary>Numbers in single precision.</summary>
    Single = 1,

    /// <summary>Unsigned integers of 8 bits.</summary>
    Byte = 2,

    /// <summary>Integers of 64 bits.</summary>
    Int64 = 7,

    /// <summary>True or false.</summary>
    Boolean = 9,

    /// <summary>Numbers in double precision.</summary>
    Double = 11,

    /// <summary>Unsigned integers of 32 bits, as ML.NET's keys are.</summary>
    UInt32 = 12,
}
