using System.Runtime.CompilerServices;

namespace TorchSharp.Modules
{
    using static torch;
    using Step = torch.nn.IModule<torch.Tensor, torch.Tensor>;

    /// <summary>Modules one after another; what passes between two of them is disposed.</summary>
    public class Sequential : nn.Module<Tensor, Tensor>
    {
        private readonly List<(string Name, Step Module)> _steps = [];

        internal Sequential(IEnumerable<(string, nn.Module<Tensor, Tensor>)> modules) : base(nameof(Sequential))
        {
            foreach (var (key, module) in modules) append(key, module);
        }

        protected Sequential(params (string name, nn.Module<Tensor, Tensor> submodule)[] modules) : this(modules.AsEnumerable()) { }

        protected Sequential(params nn.Module<Tensor, Tensor>[] modules) : this(Numbered(modules)) { }

        public int Count => _steps.Count;

        [IndexerName("SequentialItems")]
        public Step this[int index] => _steps[index].Module;

        public Sequential append(string name, Step module)
        {
            _steps.Add((name, module));
            return this;
        }

        public Sequential append(Step module) => append(_steps.Count.ToString(), module);

        public override Tensor forward(Tensor tensor)
        {
            if (_steps.Count == 0) return tensor.alias();
            var current = _steps[0].Module.call(tensor);
            foreach (var (_, module) in _steps.Skip(1))
            {
                var next = module.call(current);
                current.Dispose();
                current = next;
            }
            return current;
        }

        public override IEnumerable<(string name, Parameter parameter)> named_parameters(bool recurse = true)
        {
            var seen = new HashSet<IntPtr> { IntPtr.Zero };
            if (!recurse) yield break;
            foreach (var (child, module) in named_children())
                foreach (var (key, parameter) in module.named_parameters(true))
                    if (seen.Add(parameter.handle)) yield return ($"{child}.{key}", parameter);
        }

        public override IEnumerable<(string name, Tensor buffer)> named_buffers(bool recurse = true, bool include_persistent = true)
        {
            var seen = new HashSet<IntPtr> { IntPtr.Zero };
            if (!recurse) yield break;
            foreach (var (child, module) in named_children())
                foreach (var (key, buffer) in module.named_buffers(true, include_persistent))
                    if (seen.Add(buffer.handle)) yield return ($"{child}.{key}", buffer);
        }

        public override IEnumerable<(string name, nn.Module module)> named_children() => _steps.Select(step => (step.Name, (nn.Module)step.Module));

        public override IEnumerable<(string name, nn.Module module)> named_modules()
        {
            foreach (var child in named_children()) yield return child;
            foreach (var (child, module) in named_children())
                foreach (var (key, descendant) in module.named_modules()) yield return ($"{child}.{key}", descendant);
        }

        public override nn.Module apply(Action<nn.Module> fn)
        {
            foreach (var (_, module) in named_children()) module.apply(fn);
            fn(this);
            return this;
        }

        public override void train(bool on = true)
        {
            foreach (var (_, module) in named_children()) module.train(on);
        }

        public override void eval() => train(false);

        internal static IEnumerable<(string, nn.Module<Tensor, Tensor>)> Numbered(IEnumerable<nn.Module<Tensor, Tensor>> modules) =>
            modules.Select((module, i) => (i.ToString(), module));

        protected internal override nn.Module _to(Device device, ScalarType dtype, bool non_blocking) => Each(module => module._to(device, dtype, non_blocking));

        protected internal override nn.Module _to(DeviceType deviceType, int deviceIndex, bool non_blocking) => Each(module => module._to(deviceType, deviceIndex, non_blocking));

        protected internal override nn.Module _to(ScalarType dtype, bool non_blocking) => Each(module => module._to(dtype, non_blocking));

        protected override void Dispose(bool disposing)
        {
            if (disposing) Each(module => module.Dispose());
            base.Dispose(disposing);
        }

        private nn.Module Each(Action<nn.Module> action)
        {
            foreach (var (_, module) in named_children()) action(module);
            return this;
        }
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static Modules.Sequential Sequential() => new(Array.Empty<(string, Module<Tensor, Tensor>)>().AsEnumerable());

            public static Modules.Sequential Sequential(params (string name, Module<Tensor, Tensor> submodule)[] modules) => new(modules.AsEnumerable());

            public static Modules.Sequential Sequential(params Module<Tensor, Tensor>[] modules) => new(Modules.Sequential.Numbered(modules));

            public static Modules.Sequential Sequential(params Tuple<string, Module<Tensor, Tensor>>[] modules) => new(modules.Select(module => (module.Item1, module.Item2)));

            public static Modules.Sequential Sequential(IEnumerable<(string name, Module<Tensor, Tensor> submodule)> modules) => new(modules);

            public static Modules.Sequential Sequential(IEnumerable<Tuple<string, Module<Tensor, Tensor>>> modules) => new(modules.Select(module => (module.Item1, module.Item2)));

            public static Modules.Sequential Sequential(IEnumerable<Module<Tensor, Tensor>> modules) => new(Modules.Sequential.Numbered(modules));
        }
    }
}
