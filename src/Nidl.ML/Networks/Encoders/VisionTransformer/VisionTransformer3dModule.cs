using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>The network of a <see cref="VisionTransformer3d"/>: (N, C, D, H, W) to (N, embedding dimension).</summary>
internal sealed class VisionTransformer3dModule : nn.Module<Tensor, Tensor>, IStagedModule, IOnnxModule
{
    private const double StandardDeviation = 0.02;

    [ComponentName(Name = "cls_token")]
    private readonly Parameter _classToken; // (1, 1, E)

    [ComponentName(Name = "pos_embed")]
    private readonly Parameter? _positions; // (1, tokens, E)

    [ComponentName(Name = "patch_embed")]
    private readonly nn.Module<Tensor, Tensor> _patches;

    [ComponentName(Name = "blocks")]
    private readonly nn.Module<Tensor, Tensor> _blocks;

    [ComponentName(Name = "norm")]
    private readonly nn.Module<Tensor, Tensor>? _classNormalization;

    [ComponentName(Name = "fc_norm")]
    private readonly nn.Module<Tensor, Tensor>? _meanNormalization;

    private readonly long[] _grid;

    public VisionTransformer3dModule(VisionTransformer3d options, InputShape inputShape)
        : base(nameof(VisionTransformer3d))
    {
        _grid = options.GridOf(inputShape);
        var dimension = options.EmbeddingDimension;
        _classToken = Draw(1, 1, dimension);
        if (options.Positions == PositionEncoding.Learned)
            _positions = Draw(1, options.NumberOfPatches(inputShape) + 1, dimension);
        _patches = nn.Sequential(("proj", new PatchProjection(inputShape[0], options.PatchSize, dimension)));
        _blocks = nn.Sequential(Enumerable.Range(0, options.Depth).Select(block => new TransformerBlock(options, block)));
        if (options.Pooling == TokenPooling.ClassToken)
            _classNormalization = nn.LayerNorm(dimension);
        else
            _meanNormalization = nn.LayerNorm(dimension);
        RegisterComponents();
        foreach (var layer in modules().OfType<Linear>())
        {
            nn.init.normal_(layer.weight!, 0, StandardDeviation);
            nn.init.zeros_(layer.bias!);
        }
    }

    public IReadOnlyList<nn.Module[]> Stages =>
        [[_patches], .. _blocks.children().Select(block => new[] { block }), [_classNormalization ?? _meanNormalization!]];

    public IEnumerable<Parameter> FirstStageParameters => _positions is null ? [_classToken] : [_classToken, _positions];

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var tokens = _blocks.call(Embed(input)); // (N, 1 + patches, E)
        var embeddings = _classNormalization is { } normalization
            ? normalization.call(tokens.select(1, 0))
            : _meanNormalization!.call(tokens.slice(1, 1, tokens.shape[1], 1).mean([1]));
        return embeddings.MoveToOuterDisposeScope(); // (N, E)
    }

    public string AddTo(OnnxLayers layers, string input)
    {
        var tokens = new OnnxTokenLayers(layers);
        var x = layers.Apply(tokens.Sum(WithClassToken(layers, layers.Apply(input, _patches)), layers.Constant(Positions())), _blocks);
        if (_classNormalization is { } normalization)
            return layers.Apply(tokens.Entry(x, 1, 0), normalization);
        // The mean of all tokens but the first, as a product.
        var shares = cat([zeros(1, 1), full([1, NumberOfPatches], 1.0 / NumberOfPatches)], 1); // (1, tokens)
        return layers.Apply(layers.Flatten(layers.Graph.AddNode("MatMul", [layers.Constant(shares), x])), _meanNormalization!);
    }

    private long NumberOfPatches => _grid.Aggregate((product, side) => product * side);

    // The token once for each row: (N, patches, E) to (N, 1 + patches, E).
    private string WithClassToken(OnnxLayers layers, string patches)
    {
        var graph = layers.Graph;
        var axis = 0L; // as a literal it could be an enumeration's
        var rows = graph.AddNode("Gather", [graph.AddNode("Shape", [patches]), graph.AddConstant("rows", axis)], ("axis", axis)); // (1)
        var shape = graph.AddNode("Concat", [rows, graph.AddConstant("token", 1L, _classToken.shape[2])], ("axis", axis));
        return graph.AddNode("Concat", [graph.AddNode("Expand", [layers.Constant(_classToken), shape]), patches], ("axis", 1L));
    }

    // (1, tokens, E)
    private Tensor Positions()
    {
        if (_positions is not null)
            return _positions;
        var patches = zeros(1, NumberOfPatches, _classToken.shape[2]);
        return cat([zeros_like(_classToken, device: CPU), SineCosinePositions.Of(_grid, patches).unsqueeze(0)], 1);
    }

    private Tensor Embed(Tensor input)
    {
        var patches = _patches.call(input); // (N, patches, E)
        if (_positions is null)
            patches = patches + SineCosinePositions.Of(_grid, patches);
        var tokens = cat([_classToken.expand(patches.shape[0], -1, -1), patches], 1);
        return _positions is null ? tokens : tokens + _positions;
    }

    private static Parameter Draw(params long[] shape) =>
        (Parameter)new Parameter(randn(shape).mul_(StandardDeviation)).DetachFromDisposeScope();
}
