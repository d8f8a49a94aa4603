using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Tests;

/// <summary>An encoder that counts the rows of each call since the training has started, itself the callback that tells it so.</summary>
internal sealed class RowCounter : TrainingCallback
{
    public RowCounter() => Encoder = CustomEncoder.Register($"row counter {Guid.NewGuid()}", shape => new Counted(this, shape.Size));

    public CustomEncoder Encoder { get; }

    public List<long> Training { get; } = [];

    public List<long> Validation { get; } = [];

    /// <summary>Gets how often a number of rows came, the most rows first.</summary>
    public static string Describe(IEnumerable<long> rows) =>
        string.Join(
            ", ", rows.GroupBy(count => count).OrderByDescending(group => group.Key).Select(group => $"{group.Key} x {group.Count()}"));

    public override void OnFitStart(TrainingState state)
    {
        Training.Clear();
        Validation.Clear();
    }

    private sealed class Counted : nn.Module<Tensor, Tensor>
    {
        private readonly RowCounter _counter;
        private readonly nn.Module<Tensor, Tensor> _linear;

        public Counted(RowCounter counter, long size)
            : base(nameof(Counted))
        {
            _counter = counter;
            _linear = nn.Linear(size, 4);
            RegisterComponents();
        }

        public override Tensor forward(Tensor input)
        {
            (training ? _counter.Training : _counter.Validation).Add(input.shape[0]);
            return _linear.call(input.flatten(1));
        }
    }
}
