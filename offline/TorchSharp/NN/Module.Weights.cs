using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        // What the built-in modules share. They keep their tensors under their names only: a field would be registered a second time.
        public partial class Module
        {
            internal Parameter? Held(string name) => _params.GetValueOrDefault(name);

            internal Tensor? HeldBuffer(string name) => _buffers.TryGetValue(name, out var entry) ? entry.Tensor : null;

            /// <summary>A handle of its own for the caller, who may dispose it.</summary>
            internal Parameter? Share(string name) => Held(name) is { } held ? new Parameter(held.alias().MoveHandle()) : null;

            internal Tensor? ShareBuffer(string name) => HeldBuffer(name)?.alias();

            internal void Replace(string name, Parameter? value)
            {
                if (value is null) throw new ArgumentNullException($"{name} cannot be set to 'null'");
                ConditionallyRegisterParameter(name, value);
            }

            internal void ReplaceBuffer(string name, Tensor? value)
            {
                if (value is null) throw new ArgumentNullException($"{name} cannot be set to 'null'");
                ConditionallyRegisterBuffer(name, value);
            }
        }
    }
}
