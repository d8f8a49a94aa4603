using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>The rows of one batch, on the device, owned by the dispose scope of whoever reads it.</summary>
/// <param name="Features">The features, (N, ...).</param>
/// <param name="SecondView">The ready-made second view, (N, ...); null if the second view is drawn from the features.</param>
/// <param name="Auxiliary">The auxiliary variables, (N, d); null if the method has none.</param>
/// <param name="FirstRow">The position of the first row in the epoch's order; the others follow it.</param>
internal readonly record struct Batch(Tensor Features, Tensor? SecondView, Tensor? Auxiliary, long FirstRow = 0);
