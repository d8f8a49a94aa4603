namespace TorchSharp;

public static partial class torch
{
    public static partial class autograd
    {
        public static void backward(Tensor tensor, IList<Tensor>? grad_tensors = null, bool? retain_graph = null, bool create_graph = false, IList<Tensor>? inputs = null) =>
            Backward([tensor], grad_tensors, retain_graph ?? create_graph, create_graph, inputs);

        public static void backward(Tensor tensor, Tensor grad_tensor, bool? retain_graph = null, bool create_graph = false, IList<Tensor>? inputs = null) =>
            Backward([tensor], [grad_tensor], retain_graph ?? create_graph, create_graph, inputs);

        public static void backward(IList<Tensor> tensors, IList<Tensor>? grad_tensors = null, bool? retain_graph = null, bool create_graph = false, IList<Tensor>? inputs = null) =>
            Backward(tensors, grad_tensors, retain_graph ?? create_graph, create_graph, inputs);

        public static unsafe IList<Tensor> grad(IList<Tensor> outputs, IList<Tensor> inputs, IList<Tensor>? grad_outputs = null, bool retain_graph = false, bool create_graph = false, bool allow_unused = false)
        {
            var (o, i, g) = (Handles(outputs), Handles(inputs), Handles(grad_outputs));
            var found = new nint[i.Length];
            fixed (nint* po = o, pi = i, pg = g, pf = found)
            {
                Operators.Check(NativeMethods.nidl_autograd_grad(po, o.Length, pi, i.Length, pg, g.Length,
                    retain_graph ? 1 : 0, create_graph ? 1 : 0, allow_unused ? 1 : 0, pf));
            }
            KeepAlive(outputs, inputs, grad_outputs);
            return found.Select(Tensor.Own).ToList();
        }

        internal static unsafe void Backward(IList<Tensor> tensors, IList<Tensor>? gradients, bool retainGraph, bool createGraph, IList<Tensor>? inputs)
        {
            var (t, g, i) = (Handles(tensors), Handles(gradients), Handles(inputs));
            fixed (nint* pt = t, pg = g, pi = i)
                Operators.Check(NativeMethods.nidl_backward(pt, t.Length, pg, g.Length, pi, i.Length, retainGraph ? 1 : 0, createGraph ? 1 : 0));
            KeepAlive(tensors, gradients, inputs);
        }

        private static nint[] Handles(IList<Tensor>? tensors) => tensors?.Select(t => t.Handle).ToArray() ?? [];

        private static void KeepAlive(params ReadOnlySpan<object?> objects)
        {
            foreach (var kept in objects) GC.KeepAlive(kept);
        }
    }
}
