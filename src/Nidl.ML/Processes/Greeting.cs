using System.Runtime.InteropServices;

namespace Nidl.ML;

/// <summary>What a process tells the others before an operation.</summary>
/// <param name="Operation">The operation that it has come to.</param>
/// <param name="Value">A number of the operation: what is exchanged, or how many rows, values or bytes it brings.</param>
/// <param name="Kind">What its rows are, see <see cref="RowKind"/>; 0 for operations without rows.</param>
internal readonly record struct Greeting(ProcessOperation Operation, long Value, long Kind)
{
    /// <summary>Gets greetings as bytes.</summary>
    public static Span<byte> Bytes(Greeting[] greetings) => MemoryMarshal.AsBytes(greetings.AsSpan());
}

/// <summary>What a process can come to.</summary>
internal enum ProcessOperation : long
{
    /// <summary>A number of each for all.</summary>
    Exchange = 1,

    /// <summary>A text of each for all.</summary>
    ExchangeTexts,

    /// <summary>The rows of each for all.</summary>
    Gather,

    /// <summary>The sum of all for all.</summary>
    Sum,

    /// <summary>What process 0 has for all.</summary>
    Broadcast,

    /// <summary>An exception.</summary>
    Fail,

    /// <summary>The end of a training by its token.</summary>
    Cancel,

    /// <summary>The end of the group.</summary>
    End,
}
