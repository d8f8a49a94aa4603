namespace TorchSharp;

using static torch;
using Part = torch.TensorIndex.Part;

/// <summary>An index expression worked out: selections, slices and new axes make a view; tensors index that view.</summary>
internal sealed class IndexSteps
{
    private readonly List<Tensor?> _tensors = [];
    private readonly int _consumed;
    private int _dimension;

    internal IndexSteps(Tensor tensor, TensorIndex[] places)
    {
        _consumed = places.Sum(Consumes);
        View = tensor.alias();
        foreach (var place in places) Apply(place, (int)tensor.ndim);
    }

    internal Tensor View { get; private set; }

    internal bool HasTensors => _tensors.Count > 0;

    internal Tensor?[] Tensors => [.. _tensors];

    private static int Consumes(TensorIndex place) => place.Kind switch
    {
        Part.Single or Part.Slice => 1,
        Part.Tensor => place.Index!.dtype is ScalarType.Bool or ScalarType.Byte ? (int)place.Index.ndim : 1,
        _ => 0,
    };

    private void Apply(TensorIndex place, int dimensions)
    {
        switch (place.Kind)
        {
            case Part.Single: Become(View.select(_dimension, place.Start!.Value)); break;
            case Part.Slice: Become(Operators.Call("slice.Tensor", View, _dimension++, place.Start, place.Stop, place.Step ?? 1)); break;
            case Part.None or Part.Null: Become(View.unsqueeze(_dimension++)); break;
            case Part.Ellipsis: _dimension += dimensions - _consumed; break;
            case Part.Bool: ApplyMask(tensor(place.Start != 0)); break;
            case Part.Tensor: ApplyTensor(place.Index!); break;
        }
    }

    private void ApplyTensor(Tensor index)
    {
        bool mask = index.dtype is ScalarType.Bool or ScalarType.Byte;
        if (index.ndim > 0) Record(index);
        else if (mask) ApplyMask(index);
        else Become(View.select(_dimension, index.ToScalar().ToInt64()));
    }

    // A single truth value keeps or drops everything along a new axis.
    private void ApplyMask(Tensor mask)
    {
        Become(View.unsqueeze(_dimension));
        Record(mask.reshape(1));
    }

    // A mask of several dimensions takes one place: libtorch expands it.
    private void Record(Tensor index)
    {
        while (_tensors.Count < _dimension) _tensors.Add(null);
        _tensors.Add(index);
        _dimension++;
    }

    private void Become(Tensor next)
    {
        View.Dispose();
        View = next;
    }
}
