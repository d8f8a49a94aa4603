using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Tests.Processes;

/// <summary>Checks of programs that run as several processes, where no test framework is.</summary>
internal static class Require
{
    public static void That(bool condition, string what)
    {
        if (!condition)
            throw new InvalidOperationException($"Required: {what}.");
    }

    public static void Equal<T>(T expected, T actual, string what) =>
        That(
            EqualityComparer<T>.Default.Equals(expected, actual), FormattableString.Invariant($"{what} is {expected}, but it is {actual}"));

    /// <summary>Compares relative to the largest value expected, 1 at least.</summary>
    public static void Near(Tensor expected, Tensor actual, double tolerance, string what)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        Equal(string.Join(", ", expected.shape), string.Join(", ", actual.shape), $"the shape of {what}");
        if (expected.numel() == 0)
            return;
        var scale = Math.Max(1, expected.to_type(ScalarType.Float64).abs().max().ToDouble());
        var error = (expected.to_type(ScalarType.Float64) - actual.to_type(ScalarType.Float64)).abs().max().ToDouble() / scale;
        That(error <= tolerance, FormattableString.Invariant($"{what} is right to {tolerance}, but it is wrong by {error}"));
    }

    public static TException Throws<TException>(Action action, string what) where TException : Exception
    {
        try
        {
            action();
        }
        catch (TException failure)
        {
            return failure;
        }
        throw new InvalidOperationException($"Required: {what} throws {typeof(TException).Name}.");
    }
}
