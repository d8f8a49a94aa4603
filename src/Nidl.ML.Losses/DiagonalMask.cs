using static TorchSharp.torch;

namespace Nidl.ML.Losses;

/// <summary>Overwrites a diagonal of a freshly computed product that takes no part in the loss.</summary>
internal static class DiagonalMask
{
    /// <summary>Writes the value behind autograd's back, which would otherwise copy the whole gradient once more.</summary>
    /// <remarks>
    /// Right only where what follows passes exactly no gradient, of any order, to the written entries, as the softmax of minus infinity
    /// does.
    /// It must come before an operation saves the matrix for its backward pass; the matrix product itself does not save it.
    /// </remarks>
    public static void Fill(Tensor matrix, double value, long offset = 0)
    {
        using var untracked = no_grad();
        using var diagonal = matrix.diagonal(offset, 0, 1);
        diagonal.fill_(value);
    }
}
