namespace Nidl.ML;

/// <summary>How a momentum teacher follows the network in training.</summary>
/// <param name="Momentum">What a step keeps of the teacher at the start of the training, from 0 to 1.</param>
/// <param name="FinalMomentum">What it keeps at the end, which is reached along half a cosine.</param>
/// <param name="Views">The number of views that the teacher sees, the first ones.</param>
/// <param name="UsesBatchStatistics">Whether the teacher is in training mode while the network is trained; it is otherwise always in evaluation mode.</param>
internal sealed record TeacherRule(double Momentum, double FinalMomentum = 1, int Views = 2, bool UsesBatchStatistics = true)
{
    /// <summary>Gets the momentum of a step: <c>m_end - (m_end - m_start) (cos(pi progress) + 1) / 2</c>, with progress from 0 to 1.</summary>
    public double MomentumAt(double progress) => FinalMomentum - (FinalMomentum - Momentum) * (Math.Cos(Math.PI * progress) + 1) / 2;
}
