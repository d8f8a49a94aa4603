using System.Reflection;
using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            private DeviceType _deviceType = DeviceType.CPU;
            private int _deviceIndex = -1;

            protected internal virtual Module _to(Device device, ScalarType dtype, bool non_blocking)
            {
                RequireFloating(dtype);
                if (device.type != DeviceType.CUDA) device = new Device(device.type);
                RequireAvailable(device.type);
                return Move(dtype, device, non_blocking);
            }

            protected internal virtual Module _to(DeviceType deviceType, int deviceIndex, bool non_blocking)
            {
                if (deviceType != DeviceType.CUDA) deviceIndex = -1;
                RequireAvailable(deviceType);
                return deviceType == _deviceType && deviceIndex == _deviceIndex ? this : Move(null, new Device(deviceType, deviceIndex), non_blocking);
            }

            protected internal virtual Module _to(ScalarType dtype, bool non_blocking)
            {
                RequireFloating(dtype);
                return Move(dtype, null, non_blocking);
            }

            internal T MoveModule<T>(Device? device, ScalarType? dtype) where T : Module => (T)((device, dtype) switch
            {
                (null, null) => this,
                (null, { } type) => _to(type, false),
                ({ } place, null) => _to(place.type, place.index, false),
                ({ } place, { } type) => _to(place, type, false),
            });

            private static void RequireFloating(ScalarType dtype)
            {
                if (is_integral(dtype)) throw new ArgumentException($"nn.Module.to only accepts floating point or complex types, but got desired dtype={dtype}");
            }

            private static void RequireAvailable(DeviceType type)
            {
                if (type == DeviceType.CUDA && !cuda.is_available()) throw new InvalidOperationException("CUDA is not available.");
                InitializeDeviceType(type);
            }

            private Module Move(ScalarType? dtype, Device? device, bool nonBlocking)
            {
                foreach (var (_, child) in named_children())
                {
                    if (device is null) child._to(dtype!.Value, nonBlocking);
                    else if (dtype is null) child._to(device.type, device.index, nonBlocking);
                    else child._to(device, dtype.Value, nonBlocking);
                }
                if (MovesInPlace) MoveInPlace(dtype, device);
                var fields = Fields().ToDictionary(field => field.ComponentName());
                foreach (var (key, parameter) in named_parameters(false).ToList()) MoveParameter(key, parameter, dtype, device, fields);
                foreach (var (key, buffer) in named_buffers(false).ToList()) MoveBuffer(key, buffer, dtype, device, fields);
                if (device is not null) (_deviceType, _deviceIndex) = (device.type, device.index);
                return this;
            }

            /// <summary>The layers that are native in the real package keep their tensors' handles and convert every buffer, counters too.</summary>
            internal virtual bool MovesInPlace => false;

            private void MoveInPlace(ScalarType? dtype, Device? device)
            {
                using var ungraded = no_grad();
                foreach (var tensor in _params.Values.Concat(_buffers.Values.Select(entry => entry.Tensor)))
                {
                    using var moved = tensor.to(dtype ?? tensor.dtype, device ?? tensor.device);
                    tensor.SetData(moved);
                }
            }

            // The old parameter is disposed: whoever holds it (an optimizer) holds nothing any more.
            private void MoveParameter(string key, Parameter parameter, ScalarType? dtype, Device? device, Dictionary<string, FieldInfo> fields)
            {
                var (type, place) = Target(parameter, dtype, device);
                using var grad = parameter.grad;
                if (!WillCopy(parameter, type, place) && (grad is null || !WillCopy(grad, type, place))) return;
                using var ungraded = no_grad();
                var moved = new Parameter(parameter.to(type, place), parameter.requires_grad);
                moved.DetachFromDisposeScope();
                if (grad is not null)
                {
                    using var movedGrad = grad.to(type, place).with_requires_grad(grad.requires_grad);
                    moved.grad = movedGrad;
                }
                parameter.Dispose();
                _params[key] = moved;
                if (fields.TryGetValue(key, out var field)) field.SetValue(this, moved);
            }

            private void MoveBuffer(string key, Tensor buffer, ScalarType? dtype, Device? device, Dictionary<string, FieldInfo> fields)
            {
                var (type, place) = Target(buffer, dtype, device);
                if (!WillCopy(buffer, type, place)) return;
                var moved = buffer.to(type, place, disposeAfter: true).DetachFromDisposeScope();
                _buffers[key] = (moved, _buffers[key].Persistent);
                if (fields.TryGetValue(key, out var field)) field.SetValue(this, moved);
            }

            private static (ScalarType, Device) Target(Tensor tensor, ScalarType? dtype, Device? device) =>
                (is_integral(tensor.dtype) ? tensor.dtype : dtype ?? tensor.dtype, device ?? tensor.device);

            private static bool WillCopy(Tensor tensor, ScalarType type, Device device) =>
                tensor.dtype != type || tensor.device_type != device.type || (device.index >= 0 && tensor.device_index != device.index);
        }
    }
}
