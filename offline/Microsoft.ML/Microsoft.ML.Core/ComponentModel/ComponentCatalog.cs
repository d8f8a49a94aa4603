using System.Reflection;

namespace Microsoft.ML.Runtime;

/// <summary>What can be loaded from model files.</summary>
public sealed partial class ComponentCatalog
{
    private readonly object _lock = new();
    private readonly HashSet<string> _cachedAssemblies = [];
    private readonly Dictionary<LoadableClassInfo.Key, LoadableClassInfo> _classesByKey = [];
    private readonly Dictionary<(Type AttributeType, string ContractName), Type> _extensionsMap = [];

    internal ComponentCatalog()
    {
    }

    /// <summary>Adds what an assembly declares. A second call for the same assembly does nothing.</summary>
    public void RegisterAssembly(Assembly assembly, bool throwOnError = true)
    {
        Contracts.CheckValue(assembly, nameof(assembly));
        lock (_lock)
        {
            if (!_cachedAssemblies.Add(assembly.FullName)) return;
            foreach (var attribute in assembly.GetCustomAttributes<LoadableClassAttribute>()) AddDeclared(attribute, throwOnError);
            foreach (var type in assembly.GetTypes().Where(t => t.IsClass)) AddExtensions(type, throwOnError);
        }
    }

    internal static bool TryCreateInstance<TRes>(IHostEnvironment env, Type signatureType, out TRes result, string name, params object[] extra)
        where TRes : class
    {
        result = null;
        var key = new LoadableClassInfo.Key((name ?? "").ToLowerInvariant().Trim(), signatureType);
        if (!env.ComponentCatalog._classesByKey.TryGetValue(key, out var info)) return false;
        if (!typeof(TRes).IsAssignableFrom(info.Type)) throw Contracts.Except($"Loadable class '{name}' does not derive from '{typeof(TRes).FullName}'");
        if (info.ExtraArgCount != extra.Length)
        {
            throw Contracts.Except($"Wrong number of extra parameters for loadable class '{name}', need '{info.ExtraArgCount}', given '{extra.Length}'");
        }

        result = (TRes)info.CreateInstance(env, extra);
        return true;
    }

    internal LoadableClassInfo GetLoadableClassInfo(string loadName, Type signatureType)
        => _classesByKey.GetValueOrDefault(new LoadableClassInfo.Key((loadName ?? "").ToLowerInvariant().Trim(), signatureType));

    internal object GetExtensionValue(IHostEnvironment env, Type attributeType, string contractName)
    {
        if (_extensionsMap.TryGetValue((attributeType, contractName), out var type)) return Activator.CreateInstance(type);
        throw env.Process(new InvalidOperationException(
            $"Unable to locate an extension for the contract '{contractName}'. Ensure you have called {nameof(ComponentCatalog)}.{nameof(RegisterAssembly)} with the Assembly that contains a class decorated with a '{attributeType.FullName}'."));
    }

    private static bool TryGetIniters(
        Type instType,
        Type loaderType,
        Type[] parmTypes,
        out MethodInfo getter,
        out ConstructorInfo ctor,
        out MethodInfo create,
        out bool requireEnvironment)
    {
        getter = null;
        var ctorNeedsEnvironment = false;
        var createNeedsEnvironment = false;
        Type[] withEnvironment = [typeof(IHostEnvironment), .. parmTypes ?? []];
        ctor = instType.IsAssignableFrom(loaderType) ? FindConstructor(loaderType, parmTypes ?? []) : null;
        if (ctor is null && instType.IsAssignableFrom(loaderType))
        {
            ctor = FindConstructor(loaderType, withEnvironment);
            ctorNeedsEnvironment = ctor is not null;
        }

        create = FindCreateMethod(instType, loaderType, parmTypes ?? []);
        if (create is null)
        {
            create = FindCreateMethod(instType, loaderType, withEnvironment);
            createNeedsEnvironment = create is not null;
        }

        requireEnvironment = create is not null ? createNeedsEnvironment : ctorNeedsEnvironment;
        if (create is not null) ctor = null;
        return create is not null || ctor is not null;
    }

    private static ConstructorInfo FindConstructor(Type type, Type[] parameters)
        => type.GetConstructor(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic, null, parameters, null);

    private static MethodInfo FindCreateMethod(Type instType, Type loaderType, Type[] parameters)
    {
        const BindingFlags AnyStatic = BindingFlags.Public | BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.FlattenHierarchy;
        var method = loaderType.GetMethod("Create", AnyStatic, null, parameters, null);
        return method is not null && method.DeclaringType == loaderType && method.ReturnType == instType ? method : null;
    }

    private void AddDeclared(LoadableClassAttribute attribute, bool throwOnError)
    {
        var found = TryGetIniters(attribute.InstanceType, attribute.LoaderType, attribute.CtorTypes, out var getter, out var ctor, out var create, out var requireEnvironment);
        if (!found && throwOnError) throw Contracts.Except($"Can't instantiate loadable class '{attribute.InstanceType.Name}' with name '{attribute.LoadNames[0]}'");
        AddClass(new LoadableClassInfo(attribute, getter, ctor, create, requireEnvironment), attribute.LoadNames, throwOnError);
    }

    private void AddClass(LoadableClassInfo info, string[] loadNames, bool throwOnError)
    {
        foreach (var signature in info.SignatureTypes)
        {
            foreach (var name in loadNames)
            {
                var key = new LoadableClassInfo.Key(name.ToLowerInvariant(), signature);
                if (_classesByKey.TryAdd(key, info) || !throwOnError) continue;
                throw Contracts.Except($"ComponentCatalog cannot map name '{name}' and SignatureType '{signature}' to {info.Type.Name}, already mapped to {_classesByKey[key].Type.Name}.");
            }
        }
    }

    private void AddExtensions(Type type, bool throwOnError)
    {
        foreach (var attribute in type.GetCustomAttributes<ExtensionBaseAttribute>())
        {
            if (_extensionsMap.TryAdd((attribute.GetType(), attribute.ContractName), type) || !throwOnError) continue;
            throw Contracts.Except($"An extension for '{attribute.GetType().Name}' with contract '{attribute.ContractName}' has already been registered in the ComponentCatalog.");
        }
    }
}
