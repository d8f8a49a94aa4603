using System.Diagnostics;
using System.Reflection;
using Microsoft.ML;
using TorchSharp;

namespace Nidl.ML;

/// <summary>
/// A view of ours as ML.NET's <c>ConvertToOnnx</c> asks for it: what it was made from, and how ONNX computes what it appends. ML.NET keeps
/// the interface to itself, and its loader of models looks at every type of an assembly: one whose interface is missing would keep all
/// models from being loaded. So the type with the interface is made when it is needed.
/// </summary>
internal class OnnxView : DispatchProxy
{
    private const string Converter = "Microsoft.ML.OnnxConverter";

    private IDataView _view = null!;
    private IDataView _source = null!;
    private IRowMapping _mapping = null!;

    /// <summary>Gets a view that <c>ConvertToOnnx</c> can ask; the view itself where the loaded ML.NET has no such interface.</summary>
    /// <param name="view">The view.</param>
    /// <param name="source">The view that it appends columns to.</param>
    /// <param name="mapping">The columns.</param>
    /// <exception cref="MissingInternalException">The interface is not there, and a conversion is under way.</exception>
    public static IDataView Over(IDataView view, IDataView source, IRowMapping mapping)
    {
        try
        {
            var shown = MLNetInternals.CreateOnnxView<OnnxView>();
            var own = (OnnxView)shown;
            (own._view, own._source, own._mapping) = (view, source, mapping);
            return shown;
        }
        // A conversion would take our columns for inputs of the model, without an error.
        catch (MissingInternalException) when (!IsConverting())
        {
            return view;
        }
    }

    /// <summary>Gets the view that is shown by one of these, or another view as it is.</summary>
    public static IDataView Inner(IDataView view) => view is OnnxView shown ? shown._view : view;

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => targetMethod!.Name switch
    {
        "get_Source" => _source,
        "CanSaveOnnx" => CanSaveOnnx(),
        "SaveAsOnnx" => MLNetInternals.Use(() => AddTo(new OnnxContextGraph(args![0]!, $"{Appended}/"))),
        "Save" => throw new NotSupportedException("A model is saved from its transformers, but a view of one was given."),
        _ => targetMethod.Invoke(_view, BindingFlags.DoNotWrapExceptions, binder: null, args, culture: null),
    };

    // The converter calls Transform before it looks at the views.
    private static bool IsConverting() =>
        new StackTrace().GetFrames().Any(frame => frame.GetMethod()?.Module.Assembly.GetName().Name == Converter);

    // The first column that is appended.
    private string Appended => _view.Schema[_source.Schema.Count].Name;

    // Where it is false, ML.NET leaves the view and all before it out, and makes its columns inputs of the model.
    private bool CanSaveOnnx()
    {
        _mapping.CheckOnnx();
        return true;
    }

    private bool AddTo(OnnxContextGraph graph)
    {
        var input = _mapping.FindSource(_source.Schema).Name;
        if (!graph.HasColumn(input))
            throw new NotSupportedException(
                $"Column '{input}' must be computed in the ONNX model, since '{Appended}' is computed from it, "
                + "but a transform before has no ONNX form.");
        using var scope = torch.NewDisposeScope();
        foreach (var column in _mapping.AddTo(graph, graph.ValueOf(input)))
            graph.AddColumn(column, _view.Schema[column.Name].Type);
        return true;
    }
}
