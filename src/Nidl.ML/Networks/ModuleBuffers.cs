using System.Reflection;
using System.Runtime.CompilerServices;
using TorchSharp;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// The buffers of a network, also those that are registered as not persistent: no file holds them, and TorchSharp 0.107 neither lists nor
/// moves them.
/// </summary>
internal static class ModuleBuffers
{
    private const BindingFlags OwnFields = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    /// <summary>Gets all buffers of a network and its parts, as they are now, each under its name in the network.</summary>
    public static IEnumerable<(string Name, Tensor Buffer)> Of(nn.Module network) => network.named_buffers().Concat(
        from part in PartsOf(network)
        from buffer in NotPersistent(part.Module)
        select (part.Name.Length == 0 ? buffer.Name : $"{part.Name}.{buffer.Name}", buffer.Tensor));

    /// <summary>Moves a network to a device with all its buffers. Parameters and buffers that move are replaced.</summary>
    public static void MoveTo(nn.Module network, Device device)
    {
        network.to(device);
        foreach (var (_, part) in PartsOf(network))
            foreach (var (name, buffer) in NotPersistent(part).Where(entry => !IsOn(device, entry.Tensor)).ToList())
                Replace(part, name, buffer, buffer.to(device).DetachFromDisposeScope());
    }

    private static IEnumerable<(string Name, nn.Module Module)> PartsOf(nn.Module network) =>
        network.named_modules().Prepend(("", network));

    private static IEnumerable<(string Name, Tensor Tensor)> NotPersistent(nn.Module part) =>
        from (string Name, (Tensor Tensor, bool IsPersistent) Buffer) entry in Registered(part)
        where !entry.Buffer.IsPersistent
        select (entry.Name, entry.Buffer.Tensor);

    private static bool IsOn(Device device, Tensor tensor) => tensor.device_type == device.type && tensor.device_index == device.index;

    // The network computes with a field of its own, which has any name.
    private static void Replace(nn.Module part, string name, Tensor old, Tensor replacement)
    {
        Registered(part)[name] = (replacement, false);
        for (var type = part.GetType(); type is not null; type = type.BaseType)
            foreach (var field in type.GetFields(OwnFields))
                if (ReferenceEquals(field.GetValue(part), old))
                    field.SetValue(part, replacement);
        old.Dispose();
    }

    // Protected, so part of what TorchSharp promises; each value is a buffer and whether it is persistent.
    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_internal_buffers")]
    private static extern ref OrderedDict<string, (Tensor, bool)> Registered(nn.Module module);
}
