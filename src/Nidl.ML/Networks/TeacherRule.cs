namespace Nidl.ML;

/// <summary>
/// Says how a momentum teacher follows the network in training: its parameters are a moving average of the network's. Buffers are not
/// averaged: running statistics are those of the rows that the teacher itself sees.
/// </summary>
public sealed record TeacherRule
{
    /// <summary>Creates the rule of a momentum.</summary>
    /// <param name="momentum">What an optimizer step keeps of the teacher at the start of the training: 0 to 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="momentum"/> is not from 0 to 1.</exception>
    public TeacherRule(double momentum) => Momentum = momentum;

    /// <summary>Gets what an optimizer step keeps of the teacher at the start of the training: 0 to 1.</summary>
    public double Momentum { get; init => field = Requires.Share(value); }

    /// <summary>Gets what it keeps at the end, which is reached along half a cosine: 0 to 1. The default is 1.</summary>
    public double FinalMomentum { get; init => field = Requires.Share(value); } = 1;

    /// <summary>Gets the number of views that the teacher sees, the first ones, at least 1. The default is 2.</summary>
    public int Views { get; init => field = Requires.AtLeast(value, 1); } = 2;

    /// <summary>
    /// Gets whether the teacher is in training mode while the network is trained; it is otherwise always in evaluation mode. The default is
    /// true.
    /// </summary>
    public bool UsesBatchStatistics { get; init; } = true;

    /// <summary>Gets the momentum of a step: <c>m_end - (m_end - m_start) (cos(pi progress) + 1) / 2</c>.</summary>
    /// <param name="progress">What was done of the training before the step, from 0 to 1.</param>
    public double MomentumAt(double progress) => FinalMomentum - (FinalMomentum - Momentum) * (Math.Cos(Math.PI * progress) + 1) / 2;
}
