using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using System.Text;

namespace Nidl.ML.Tests.Conformance;

/// <summary>Finds, in the code of an assembly, where values become text by the culture of the machine: their decimal comma would reach messages and files.</summary>
internal static class CultureScan
{
    private const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    // Whole numbers are not among them: they differ by the minus sign alone, and hardly any in a message can be negative.
    private static readonly HashSet<Type> Sensitive =
        [typeof(double), typeof(float), typeof(Half), typeof(decimal), typeof(DateTime), typeof(DateTimeOffset), typeof(TimeSpan), typeof(object)];

    private static readonly Dictionary<short, OpCode> OpCodesByValue = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!).ToDictionary(code => code.Value);

    /// <summary>Gets a line for each place: the method, and what it calls.</summary>
    public static IEnumerable<string> Find(Assembly assembly) =>
        from type in assembly.GetTypes()
        from method in type.GetMethods(All).Cast<MethodBase>().Concat(type.GetConstructors(All))
        where method.Name != "PrintMembers" // a record's own text
        from call in Calls(method)
        select $"{type.FullName}.{method.Name}: {call}";

    private static IEnumerable<string> Calls(MethodBase method)
    {
        var isInvariant = true;
        Type? constrained = null;
        foreach (var (code, operand) in Read(method))
        {
            if (code == OpCodes.Constrained)
                constrained = method.Module.ResolveType(operand, TypeArguments(method), MethodArguments(method));
            if (code != OpCodes.Call && code != OpCodes.Callvirt && code != OpCodes.Newobj)
                continue;
            var called = method.Module.ResolveMethod(operand, TypeArguments(method), MethodArguments(method))!;
            // The holes of a text follow the constructor of its handler; those of a text within it are strings by then.
            if (called.IsConstructor && IsHandler(called.DeclaringType!))
                isInvariant = called.GetParameters().Any(parameter => parameter.ParameterType == typeof(IFormatProvider));
            else if (called.Name == "AppendFormatted" && IsHandler(called.DeclaringType!) ? !isInvariant && IsSensitive(ValueOf(called)) : DependsOnCulture(called, constrained))
                yield return $"{called.DeclaringType!.Name}.{called.Name} of {string.Join(", ", called.GetParameters().Select(parameter => parameter.ParameterType.Name))}";
            constrained = null;
        }
    }

    private static bool IsHandler(Type type) => type == typeof(DefaultInterpolatedStringHandler) || type == typeof(StringBuilder.AppendInterpolatedStringHandler);

    private static Type ValueOf(MethodBase appendFormatted) => appendFormatted.GetParameters()[0].ParameterType;

    private static bool DependsOnCulture(MethodBase called, Type? constrained)
    {
        var parameters = called.GetParameters();
        if (parameters.Any(parameter => parameter.ParameterType == typeof(IFormatProvider)))
            return false;
        if (called.Name is "ToString" or "Parse" or "TryParse" or "TryFormat")
            return IsSensitive((called.DeclaringType == typeof(object) || called.DeclaringType == typeof(ValueType) ? constrained : called.DeclaringType) ?? typeof(string));
        return (called.DeclaringType == typeof(StringBuilder) && called.Name is "Append" or "AppendFormat" && IsSensitive(parameters[0].ParameterType))
            || (called.DeclaringType == typeof(string) && called.Name is "Concat" or "Format" or "Join" && parameters.Any(parameter => IsSensitive(parameter.ParameterType)));
    }

    private static bool IsSensitive(Type type) =>
        Sensitive.Contains(Nullable.GetUnderlyingType(type) ?? type)
        || (type.IsArray && IsSensitive(type.GetElementType()!))
        || (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IEnumerable<>) && IsSensitive(type.GetGenericArguments()[0]));

    private static Type[]? TypeArguments(MethodBase method) => method.DeclaringType is { IsGenericType: true } type ? type.GetGenericArguments() : null;

    private static Type[]? MethodArguments(MethodBase method) => method.IsGenericMethod ? method.GetGenericArguments() : null;

    private static IEnumerable<(OpCode Code, int Operand)> Read(MethodBase method)
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
