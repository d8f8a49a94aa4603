using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// The network of a <see cref="TorchScriptEncoder"/>: (N, ...) to (N, embedding dimension). Weights and buffers have the names that they
/// have in Python. Owns the script module.
/// </summary>
/// <remarks>
/// TorchSharp's script module is no <see cref="nn.Module{T, TResult}"/>, and what it inherits of <see cref="nn.Module"/> and does not
/// override (<c>zero_grad</c> for one) takes its native handle for that of another class. It therefore stands behind this module, not among
/// its children.
/// </remarks>
internal sealed class TorchScriptModule : nn.Module<Tensor, Tensor>, IStagedModule
{
    private readonly jit.ScriptModule<Tensor, Tensor> _script;
    private readonly HashSet<string> _bufferNames;
    private readonly bool _isFrozen;
    private readonly Lazy<nn.Module[]> _children;

    public TorchScriptModule(jit.ScriptModule<Tensor, Tensor> script, bool isFrozen)
        : base(nameof(TorchScriptEncoder))
    {
        (_script, _isFrozen) = (script, isFrozen);
        _bufferNames = [.. script.named_buffers().Select(entry => entry.name)];
        _children = new(() => [.. script.children()]);
        foreach (var (name, parameter) in script.named_parameters())
        {
            register_parameter(name, parameter);
            if (isFrozen)
                parameter.requires_grad = false;
        }
        train();
    }

    public IReadOnlyList<nn.Module[]> Stages => [.. _children.Value.Select(child => new[] { child })];

    public override Tensor forward(Tensor input) => _script.call(input);

    public override void train(bool train = true)
    {
        base.train(train && !_isFrozen);
        _script.train(train && !_isFrozen);
    }

    /// <summary>
    /// Gets the buffers as they are now: a program may put a new tensor in a buffer's place, of which an older handle knows nothing.
    /// </summary>
    public override IEnumerable<(string name, Tensor buffer)> named_buffers(bool recurse = true, bool include_nonpersistent = true)
    {
        foreach (var (name, tensor) in _script.named_attributes())
            if (name is not null && _bufferNames.Contains(name))
                yield return (name, tensor);
            else
                tensor.Dispose();
    }

    // The fields are no components.
    protected override void RegisterComponents()
    {
    }

    // The script module puts new data into its tensors, of which ours are handles.
    protected override nn.Module _to(DeviceType deviceType, int deviceIndex, bool non_blocking)
    {
        _script.to(deviceType, deviceIndex, non_blocking);
        return base._to(deviceType, deviceIndex, non_blocking);
    }

    protected override nn.Module _to(ScalarType dtype, bool non_blocking)
    {
        _script.to(dtype, non_blocking);
        return base._to(dtype, non_blocking);
    }

    // One after the other: the script module's own method for both moves the data and leaves the type.
    protected override nn.Module _to(Device device, ScalarType dtype, bool non_blocking)
    {
        _to(dtype, non_blocking);
        return _to(device.type, device.index, non_blocking);
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (!disposing)
            return;
        if (_children.IsValueCreated)
            foreach (var child in _children.Value)
                child.Dispose();
        _script.Dispose();
    }
}
