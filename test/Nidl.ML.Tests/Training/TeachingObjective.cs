using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Nidl.ML.Tests.Training;

/// <summary>
/// An objective that uses all of the seam: a predictor and a remembered count on the loss's side, a teacher, any number of views.
/// </summary>
internal sealed class TeachingObjective(TeacherRule? teacher = null) : Objective
{
    private Side? _side;

    public List<int> StepsOfBatches { get; } = [];

    public List<double> Progress { get; } = [];

    public override string Method => "Teaching";

    public override TeacherRule? Teacher => teacher;

    public static Network CreateNetwork(Encoder encoder, InputShape shape, TeachingObjective objective)
    {
        var network = Network.Create(encoder, shape, objective.ProjectionHead, seed: 3, CPU, objective.CreateLossModule);
        if (objective.Teacher is { } rule)
            network.Teacher = MomentumTeacher.Of(network, rule, encoder, shape, objective.ProjectionHead);
        return network;
    }

    public override ProjectionHead ProjectionHead => new() { HiddenDimensions = [], OutputDimension = 3 };

    public override nn.Module CreateLossModule() => _side = new Side();

    /// <summary>The squared distances of predictions to the teacher's projections, to one another without a teacher.</summary>
    public override Tensor Loss(BatchContext context)
    {
        Progress.Add(context.Progress);
        var targets = context.Teacher.Count > 0 ? context.Teacher : context.Student;
        var loss = zeros(1);
        foreach (var z in context.Student)
            foreach (var target in targets)
                loss = loss + _side!.Predictor.call(z).sub(target).square().mean();
        return loss.squeeze(0);
    }

    public override void AfterStep(IReadOnlyList<BatchContext> batches)
    {
        StepsOfBatches.Add(batches.Count);
        _side!.Seen.add_(batches.Sum(batch => batch.Z1.shape[0]));
    }

    public override void Dispose()
    {
    }

    private sealed class Side : nn.Module
    {
        public Side() : base(nameof(Side))
        {
            Predictor = nn.Sequential(nn.Linear(3, 8), nn.BatchNorm1d(8), nn.ReLU(), nn.Linear(8, 3));
            Seen = zeros(1, dtype: ScalarType.Int64);
            register_module("predictor", Predictor);
            register_buffer("seen", Seen);
        }

        public nn.Module<Tensor, Tensor> Predictor { get; }

        public Tensor Seen { get; }
    }
}
