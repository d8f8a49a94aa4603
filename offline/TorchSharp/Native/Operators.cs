using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace TorchSharp;

using static torch;

/// <summary>Calls an ATen operator by its name and overload, e.g. <c>add.Tensor</c>.</summary>
internal static unsafe class Operators
{
    private const int MostResults = 8;
    private const int StackWords = 64;

    private static readonly ConcurrentDictionary<string, nint> _found = new();

    // Debian's libtorch starts with one thread; the real package's starts with all.
    static Operators() => Check(NativeMethods.nidl_set_threads(Environment.ProcessorCount));

    internal static int Threads
    {
        get => NativeMethods.nidl_threads();
        set => Check(NativeMethods.nidl_set_threads(value));
    }

    internal static Tensor Call(string name, params ReadOnlySpan<Argument> arguments)
    {
        var results = stackalloc NativeValue[MostResults];
        Invoke(name, arguments, results);
        return Tensor.Own((nint)results[0].Bits);
    }

    internal static (Tensor, Tensor) CallTwo(string name, params ReadOnlySpan<Argument> arguments)
    {
        var results = stackalloc NativeValue[MostResults];
        Invoke(name, arguments, results);
        return (Tensor.Own((nint)results[0].Bits), Tensor.Own((nint)results[1].Bits));
    }

    internal static (Tensor, Tensor, Tensor) CallThree(string name, params ReadOnlySpan<Argument> arguments)
    {
        var results = stackalloc NativeValue[MostResults];
        Invoke(name, arguments, results);
        return (Tensor.Own((nint)results[0].Bits), Tensor.Own((nint)results[1].Bits), Tensor.Own((nint)results[2].Bits));
    }

    internal static Tensor[] CallMany(string name, params ReadOnlySpan<Argument> arguments)
    {
        var results = stackalloc NativeValue[MostResults];
        Invoke(name, arguments, results);
        var handles = new ReadOnlySpan<nint>((void*)results[0].Bits, (int)results[0].Length);
        var tensors = new Tensor[handles.Length];
        for (int i = 0; i < tensors.Length; i++) tensors[i] = Tensor.Own(handles[i]);
        return tensors;
    }

    internal static bool CallBool(string name, params ReadOnlySpan<Argument> arguments)
    {
        var results = stackalloc NativeValue[MostResults];
        Invoke(name, arguments, results);
        return results[0].Bits != 0;
    }

    internal static Scalar CallScalar(string name, params ReadOnlySpan<Argument> arguments)
    {
        var results = stackalloc NativeValue[MostResults];
        Invoke(name, arguments, results);
        return new Scalar(results[0].Tag, results[0].Bits);
    }

    /// <summary>Calls an operator for its effect on <paramref name="self"/>, its first argument, and returns that.</summary>
    internal static Tensor CallInPlace(string name, Tensor self, params ReadOnlySpan<Argument> arguments)
    {
        var all = new Arguments();
        all[0] = self;
        arguments.CopyTo(((Span<Argument>)all)[1..]);
        var results = stackalloc NativeValue[MostResults];
        Invoke(name, ((ReadOnlySpan<Argument>)all)[..(arguments.Length + 1)], results);
        NativeMethods.nidl_release((nint)results[0].Bits);
        return self;
    }

    internal static void Check(int status)
    {
        if (status != 0) Throw();
    }

    internal static void Throw() => throw new ExternalException(Text(NativeMethods.nidl_error()));

    internal static string Text(byte* text) => Marshal.PtrToStringUTF8((nint)text) ?? "";

    [SkipLocalsInit]
    private static void Invoke(string name, ReadOnlySpan<Argument> arguments, NativeValue* results)
    {
        nint op = Find(name);
        int words = 0;
        foreach (ref readonly var argument in arguments) words += argument.Words;
        long* local = stackalloc long[StackWords];
        long[]? large = words > StackWords ? GC.AllocateUninitializedArray<long>(words, pinned: true) : null;
        long* scratch = large is null ? local : (long*)Unsafe.AsPointer(ref large[0]);
        var values = stackalloc NativeValue[arguments.Length];
        for (int i = 0; i < arguments.Length; i++)
        {
            arguments[i].Write(values + i, scratch);
            scratch += arguments[i].Words;
        }
        long produced;
        int status = NativeMethods.nidl_call(op, values, arguments.Length, results, MostResults, &produced);
        // A finalizer must not release a tensor while the native side reads it.
        foreach (ref readonly var argument in arguments) GC.KeepAlive(argument.Reference);
        GC.KeepAlive(large);
        Check(status);
    }

    private static nint Find(string name) => _found.TryGetValue(name, out nint op) ? op : Look(name);

    private static nint Look(string name)
    {
        int dot = name.IndexOf('.');
        var (operation, overload) = dot < 0 ? (name, "") : (name[..dot], name[(dot + 1)..]);
        nint op;
        fixed (byte* n = Encoding.UTF8.GetBytes($"aten::{operation}\0"), o = Encoding.UTF8.GetBytes(overload + "\0"))
            Check(NativeMethods.nidl_find(n, o, &op));
        return _found.GetOrAdd(name, op);
    }

    [InlineArray(16)]
    private struct Arguments
    {
        private Argument _first;
    }
}
