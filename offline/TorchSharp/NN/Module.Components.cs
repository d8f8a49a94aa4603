using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            public virtual IEnumerable<(string name, Parameter parameter)> named_parameters(bool recurse = true)
            {
                var seen = new HashSet<IntPtr> { IntPtr.Zero };
                foreach (var (key, parameter) in _params)
                    if (seen.Add(parameter.handle)) yield return (key, parameter);
                if (!recurse) yield break;
                foreach (var (child, module) in _submodules)
                    foreach (var (key, parameter) in module.named_parameters(true))
                        if (seen.Add(parameter.handle)) yield return ($"{child}.{key}", parameter);
            }

            public virtual IEnumerable<(string name, Tensor buffer)> named_buffers(bool recurse = true, bool include_nonpersistent = true)
            {
                var seen = new HashSet<IntPtr> { IntPtr.Zero };
                foreach (var (key, (buffer, persistent)) in _buffers)
                    if (persistent && seen.Add(buffer.handle)) yield return (key, buffer);
                if (!recurse) yield break;
                foreach (var (child, module) in _submodules)
                    foreach (var (key, buffer) in module.named_buffers(true, include_nonpersistent))
                        if (seen.Add(buffer.handle)) yield return ($"{child}.{key}", buffer);
            }

            public virtual IEnumerable<(string name, Module module)> named_children() => _submodules.Select(entry => (entry.Key, entry.Value));

            public virtual IEnumerable<(string name, Module module)> named_modules()
            {
                foreach (var (child, module) in _submodules) yield return (child, module);
                foreach (var (child, module) in _submodules)
                    foreach (var (key, descendant) in module.named_modules()) yield return ($"{child}.{key}", descendant);
            }

            public virtual IEnumerable<Parameter> parameters(bool recurse = true) => named_parameters(recurse).Select(entry => entry.parameter);

            public virtual IEnumerable<Tensor> buffers(bool recurse = true, bool include_nonpersistent = true) =>
                named_buffers(recurse, include_nonpersistent).Select(entry => entry.buffer);

            public virtual IEnumerable<Module> modules() => named_modules().Select(entry => entry.module);

            public virtual IEnumerable<Module> children() => named_children().Select(entry => entry.module);

            public virtual bool has_parameter(string target) => get_parameter(target) is not null;

            public virtual bool has_buffer(string target) => get_buffer(target) is not null;

            public virtual Parameter? get_parameter(string target) => Find(target, _params.GetValueOrDefault, (module, rest) => module.get_parameter(rest));

            public virtual Tensor? get_buffer(string target) =>
                Find(target, key => _buffers.TryGetValue(key, out var entry) ? entry.Tensor : null, (module, rest) => module.get_buffer(rest));

            private T? Find<T>(string target, Func<string, T?> own, Func<Module, string, T?> child) where T : class
            {
                ArgumentNullException.ThrowIfNull(target);
                if (own(target) is { } found) return found;
                var parts = target.Split('.', 2);
                if (parts.Length == 1) return null;
                return named_children().Where(entry => entry.name == parts[0]).Select(entry => child(entry.module, parts[1])).FirstOrDefault(x => x is not null);
            }
        }
    }
}
