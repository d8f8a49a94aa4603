using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>Rows of all processes, and which of them are this one's.</summary>
/// <param name="All">The rows, (N, ...), without a graph.</param>
/// <param name="Own">The rows of this process.</param>
internal readonly record struct GatheredRows(Tensor All, RowShare Own);
