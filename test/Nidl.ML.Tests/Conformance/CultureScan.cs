using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using System.Text;

namespace Nidl.ML.Tests.Conformance;

/// <summary>
/// Finds, in the code of an assembly, where values become text by the culture of the machine: their decimal comma would reach messages and
/// files.
/// </summary>
internal static class CultureScan
{
    private const BindingFlags All =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    // Whole numbers are not among them: they differ by the minus sign alone, and hardly any in a message can be negative.
    private static readonly HashSet<Type> Sensitive =
    [
        typeof(double), typeof(float), typeof(Half), typeof(decimal), typeof(DateTime), typeof(DateTimeOffset),
        typeof(object), // holds any of them
    ];

    private static readonly HashSet<Type> Handlers =
        [typeof(DefaultInterpolatedStringHandler), typeof(StringBuilder.AppendInterpolatedStringHandler)];

    private static readonly Dictionary<short, OpCode> OpCodesByValue = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!).ToDictionary(code => code.Value);

    /// <summary>Gets a line for each place: the method, and what it calls.</summary>
    public static IEnumerable<string> Find(Assembly assembly) =>
        from type in assembly.GetTypes()
        from method in type.GetMethods(All).Cast<MethodBase>().Concat(type.GetConstructors(All))
        where method.Name != "PrintMembers" // a record's own text
        from call in SensitiveCalls(method)
        select $"{type.FullName}.{method.Name}: {call.DeclaringType!.Name}.{call.Name}";

    private static IEnumerable<MethodBase> SensitiveCalls(MethodBase method)
    {
        // The holes of a text follow the constructor of its handler; those of a text within it are strings by then.
        var isInvariant = true;
        foreach (var (called, constrained) in Calls(method))
        {
            if (!Handlers.Contains(called.DeclaringType!))
            {
                if (DependsOnCulture(called, constrained))
                    yield return called;
            }
            else if (called.IsConstructor)
                isInvariant = TakesCulture(called);
            else if (called.Name == "AppendFormatted" && !isInvariant && IsSensitive(called.GetParameters()[0].ParameterType))
                yield return called;
        }
    }

    private static bool DependsOnCulture(MethodBase called, Type? constrained)
    {
        if (TakesCulture(called))
            return false;
        var receiver = constrained ?? called.DeclaringType!;
        var takesSensitive = called.GetParameters().Any(parameter => IsSensitive(parameter.ParameterType));
        return called.Name switch
        {
            "ToString" or "Parse" or "TryParse" or "TryFormat" => receiver != typeof(object) && IsSensitive(receiver),
            "Append" or "AppendFormat" => receiver == typeof(StringBuilder) && takesSensitive,
            "Concat" or "Format" or "Join" => receiver == typeof(string) && takesSensitive,
            _ => false,
        };
    }

    private static bool TakesCulture(MethodBase called) =>
        called.GetParameters().Any(parameter => parameter.ParameterType == typeof(IFormatProvider));

    private static bool IsSensitive(Type type) =>
        Sensitive.Contains(Nullable.GetUnderlyingType(type) ?? type)
        || (type.IsArray && IsSensitive(type.GetElementType()!))
        || (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IEnumerable<>) && IsSensitive(type.GetGenericArguments()[0]));

    /// <summary>Gets what a method calls, and the type of the value that a call is made on where the call does not say it.</summary>
    private static IEnumerable<(MethodBase Called, Type? Constrained)> Calls(MethodBase method)
    {
        var typeArguments = method.DeclaringType is { IsGenericType: true } type ? type.GetGenericArguments() : null;
        var methodArguments = method.IsGenericMethod ? method.GetGenericArguments() : null;
        Type? constrained = null;
        foreach (var (code, token) in Instructions(method))
        {
            if (code == OpCodes.Constrained)
                constrained = method.Module.ResolveType(token, typeArguments, methodArguments);
            else if (code == OpCodes.Call || code == OpCodes.Callvirt || code == OpCodes.Newobj)
            {
                yield return (method.Module.ResolveMethod(token, typeArguments, methodArguments)!, constrained);
                constrained = null;
            }
        }
    }

    private static IEnumerable<(OpCode Code, int Token)> Instructions(MethodBase method)
    {
        var il = method.GetMethodBody()?.GetILAsByteArray() ?? [];
        for (var at = 0; at < il.Length;)
        {
            var code = OpCodesByValue[il[at] == 0xFE ? (short)(0xFE00 | il[at + 1]) : il[at]];
            at += code.Size;
            var size = SizeOf(code.OperandType, il, at);
            yield return (code, size == 4 ? BitConverter.ToInt32(il, at) : 0);
            at += size;
        }
    }

    private static int SizeOf(OperandType type, byte[] il, int at) => type switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        OperandType.InlineSwitch => 4 + 4 * BitConverter.ToInt32(il, at),
        _ => 4,
    };
}
