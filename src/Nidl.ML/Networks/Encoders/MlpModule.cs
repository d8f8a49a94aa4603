using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>The network of an <see cref="MlpEncoder"/>: (N, ...) to (N, embedding dimension).</summary>
internal sealed class MlpModule : nn.Module<Tensor, Tensor>, IStagedModule, IOnnxModule
{
    private readonly List<nn.Module<Tensor, Tensor>> _layers = [];
    private readonly List<(int End, bool AddsInput)> _stages = [];

    public MlpModule(MlpEncoder options, long inputWidth)
        : base(nameof(MlpEncoder))
    {
        var width = inputWidth;
        foreach (var hidden in options.HiddenDimensions)
        {
            AddHiddenLayer(options, width, hidden);
            width = hidden;
        }
        _layers.Add(nn.Linear(width, options.EmbeddingDimension));
        _stages.Add((_layers.Count, false));
        register_module("layers", nn.Sequential(_layers));
    }

    public IReadOnlyList<nn.Module[]> Stages =>
        [.. _stages.Select((stage, i) => _layers[(i == 0 ? 0 : _stages[i - 1].End)..stage.End].ToArray<nn.Module>())];

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var x = input.flatten(1); // (N, F)
        var next = 0;
        foreach (var (end, addsInput) in _stages)
        {
            var y = x;
            while (next < end)
                y = _layers[next++].call(y);
            x = addsInput ? x + y : y; // (N, width)
        }
        return x.MoveToOuterDisposeScope();
    }

    public string AddTo(OnnxLayers layers, string input)
    {
        var x = layers.Flatten(input);
        var next = 0;
        foreach (var (end, addsInput) in _stages)
        {
            var y = layers.Apply(x, _layers[next..end]);
            x = addsInput ? layers.Graph.AddNode("Add", [x, y]) : y;
            next = end;
        }
        return x;
    }

    private void AddHiddenLayer(MlpEncoder options, long input, long output)
    {
        _layers.Add(nn.Linear(input, output, hasBias: options.Normalization != MlpNormalization.BatchNorm));
        if (options.Normalization == MlpNormalization.BatchNorm)
            _layers.Add(BatchNormLayer.Create(rank: 0, output));
        if (options.Normalization == MlpNormalization.LayerNorm)
            _layers.Add(nn.LayerNorm(output));
        _layers.Add(nn.ReLU(inplace: true));
        if (options.Dropout > 0)
            _layers.Add(new SeededDropout(options.Dropout));
        _stages.Add((_layers.Count, options.Residual && input == output));
    }
}
