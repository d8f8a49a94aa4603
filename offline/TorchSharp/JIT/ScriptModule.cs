using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class jit
    {
        /// <summary>A module that was saved with its code. Parameters and buffers of all its parts are its own, under dotted names; children are made anew each time.</summary>
        public class ScriptModule : nn.Module
        {
            private nint _module;

            internal ScriptModule(IntPtr module) : base("")
            {
                _module = module;
                foreach (var (name, handle) in Parts(Part.Parameters)) register_parameter(name, new Parameter(handle));
                foreach (var (name, handle) in Parts(Part.Buffers)) register_buffer(name, Tensor.Own(handle));
            }

            private enum Part : long { Parameters, Buffers, Attributes, Children }

            public override bool training => NativeMethods.nidl_script_training(Handle) != 0;

            private nint Handle => _module != 0 ? _module : throw new ObjectDisposedException(nameof(ScriptModule));

            public override void train(bool on = true) => Operators.Check(NativeMethods.nidl_script_train(Handle, on ? 1 : 0));

            public override void eval() => train(false);

            public (string name, Tensor buffer)[] named_attributes(bool recurse = true) =>
                [.. Parts(Part.Attributes, recurse).Select(part => (part.Name, Tensor.Own(part.Handle)))];

            public override IEnumerable<(string name, nn.Module module)> named_children() =>
                [.. Parts(Part.Children).Select(part => (part.Name, (nn.Module)new ScriptModule(part.Handle)))];

            protected internal override nn.Module _to(Device device, ScalarType dtype, bool non_blocking) => Move(dtype, device);

            protected internal override nn.Module _to(DeviceType deviceType, int deviceIndex, bool non_blocking) => Move(null, new Device(deviceType, deviceIndex));

            protected internal override nn.Module _to(ScalarType dtype, bool non_blocking) => Move(dtype, null);

            protected override void Dispose(bool disposing)
            {
                base.Dispose(disposing);
                NativeMethods.nidl_script_release(_module);
                _module = 0;
            }

            private protected unsafe Tensor Forward(Tensor input)
            {
                nint output;
                int status = NativeMethods.nidl_script_forward(Handle, input.Handle, &output);
                GC.KeepAlive(input);
                GC.KeepAlive(this);
                Operators.Check(status);
                return Tensor.Own(output);
            }

            // The tensors keep their handles: their data is replaced.
            private nn.Module Move(ScalarType? type, Device? device)
            {
                if (device is not null) InitializeDeviceType(device.type);
                Operators.Check(NativeMethods.nidl_script_to(Handle, (long?)type ?? -1, (long?)device?.type ?? -1, device?.index ?? -1));
                return this;
            }

            private unsafe (string Name, nint Handle)[] Parts(Part which, bool recurse = true)
            {
                nint* handles;
                byte** names;
                long count;
                Operators.Check(NativeMethods.nidl_script_parts(Handle, (long)which, recurse ? 1 : 0, &handles, &names, &count));
                var parts = new (string, nint)[count];
                for (int i = 0; i < parts.Length; i++) parts[i] = (Operators.Text(names[i]), handles[i]);
                return parts;
            }
        }

        public class HookableScriptModule<TPreHook, TPostHook> : ScriptModule
        {
            internal HookableScriptModule(IntPtr module) : base(module) { }
        }

        public class ScriptModule<T, TResult> : HookableScriptModule<Func<ScriptModule<T, TResult>, T, T>, Func<ScriptModule<T, TResult>, T, TResult, TResult>>, nn.IModule<T, TResult>
        {
            internal ScriptModule(IntPtr module) : base(module) { }

            public TResult call(T input) => forward(input);

            public TResult forward(T tensor) => (TResult)(object)Forward((Tensor)(object)tensor!);
        }
    }
}
