namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public bool requires_grad
        {
            get => Property(5) != 0;
            set => Check(NativeMethods.nidl_set_requires_grad(Handle, value ? 1 : 0));
        }

        /// <summary>A new handle of the accumulated gradient, or null.</summary>
        public unsafe Tensor? grad
        {
            get
            {
                nint found;
                Check(NativeMethods.nidl_grad(Handle, &found));
                return found == 0 ? null : Own(found);
            }
            set
            {
                Check(NativeMethods.nidl_set_grad(Handle, value?.Handle ?? 0));
                GC.KeepAlive(value);
            }
        }

        public Tensor with_requires_grad(bool requires_grad = true) => requires_grad_(requires_grad);

        public Tensor requires_grad_(bool requires_grad = true)
        {
            Check(NativeMethods.nidl_set_requires_grad(Handle, requires_grad ? 1 : 0));
            return this;
        }

        public void retain_grad() => Check(NativeMethods.nidl_retain_grad(Handle));

        public Tensor detach() => Operators.Call("detach", this);

        public Tensor detach_() => Operators.CallInPlace("detach_", this);

        public void backward() => autograd.Backward([this], null, false, false, null);

        public void backward(IList<Tensor>? grad_tensors = null, bool create_graph = false, bool retain_graph = false, IList<Tensor>? inputs = null) =>
            autograd.Backward([this], grad_tensors, retain_graph, create_graph, inputs);
    }
}
