using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// A second encoder and head whose parameters are a moving average of those in training. Buffers are not averaged: running statistics are
/// those of the rows that the teacher itself sees, as in the published codes.
/// </summary>
internal sealed class MomentumTeacher : IDisposable
{
    private MomentumTeacher(Network network, TeacherRule rule) => (Network, Rule) = (network, rule);

    /// <summary>Gets the encoder and head.</summary>
    public Network Network { get; }

    public TeacherRule Rule { get; }

    /// <summary>Creates the teacher of a network, equal to it.</summary>
    public static MomentumTeacher Of(
        Network student, TeacherRule rule, Encoder encoder, InputShape inputShape, ProjectionHead head, ProcessGroup? shared = null)
    {
        var network = Network.Create(encoder, inputShape, head, seed: 0, student.Device, shared: shared);
        try
        {
            WeightsLoader.Load(network.Encoder, student.Encoder.state_dict());
            WeightsLoader.Load(network.Head, student.Head.state_dict());
            foreach (var parameter in network.TrainedParameters)
                parameter.requires_grad = false;
            var teacher = new MomentumTeacher(network, rule);
            teacher.Train();
            return teacher;
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Moves the parameters towards the student's, after an optimizer step: <c>teacher = m teacher + (1 - m) student</c>.
    /// </summary>
    /// <param name="student">The network in training.</param>
    /// <param name="progress">What was done of the training before the step, from 0 to 1.</param>
    public void Follow(Network student, double progress)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        foreach (var (own, followed) in Parameters(Network).Zip(Parameters(student)))
            own.lerp_(followed, 1 - Rule.MomentumAt(progress));
    }

    /// <summary>Sets the mode in which the teacher sees rows that are trained on.</summary>
    public void Train()
    {
        if (Rule.UsesBatchStatistics)
            Network.Train();
        else
            Network.Evaluate();
    }

    public void Dispose() => Network.Dispose();

    private static IEnumerable<Tensor> Parameters(Network network) => network.Encoder.parameters().Concat(network.Head.parameters());
}
