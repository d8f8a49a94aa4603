using System.Reflection;

namespace Microsoft.ML.Runtime;

public sealed partial class ComponentCatalog
{
    /// <summary>One loadable class and how to make an instance.</summary>
    internal sealed class LoadableClassInfo
    {
        internal LoadableClassInfo(LoadableClassAttributeBase attr, MethodInfo getter, ConstructorInfo ctor, MethodInfo create, bool requireEnvironment)
        {
            Type = attr.InstanceType;
            LoaderType = attr.LoaderType;
            Summary = attr.Summary;
            UserName = attr.UserName;
            LoadNames = attr.LoadNames;
            SignatureTypes = attr.SigTypes;
            ArgType = attr.ArgType;
            CtorTypes = attr.CtorTypes ?? [];
            InstanceGetter = getter;
            Constructor = getter is null ? ctor : null;
            CreateMethod = getter is null && ctor is null ? create : null;
            RequireEnvironment = requireEnvironment;
        }

        public Type Type { get; }

        public Type LoaderType { get; }

        public IReadOnlyList<Type> SignatureTypes { get; }

        public string Summary { get; }

        public string UserName { get; }

        public IReadOnlyList<string> LoadNames { get; }

        public MethodInfo InstanceGetter { get; }

        public ConstructorInfo Constructor { get; }

        public MethodInfo CreateMethod { get; }

        public bool RequireEnvironment { get; }

        public Type ArgType { get; }

        internal int ExtraArgCount => ArgType is null ? CtorTypes.Length : CtorTypes.Length - 1;

        private Type[] CtorTypes { get; }

        public object CreateInstance(IHostEnvironment env, object[] extra)
        {
            object[] arguments = [.. RequireEnvironment ? [env] : Array.Empty<object>(), .. extra];
            try
            {
                if (InstanceGetter is not null) return InstanceGetter.Invoke(null, null);
                if (Constructor is not null) return Constructor.Invoke(arguments);
                if (CreateMethod is not null) return CreateMethod.Invoke(null, arguments);
            }
            catch (TargetInvocationException exception) when (exception.InnerException is { } inner && inner.IsMarked())
            {
                throw Contracts.Except(exception, "Error during class instantiation");
            }

            throw Contracts.Except($"Can't instantiate class '{Type.Name}'");
        }

        internal readonly record struct Key(string Name, Type Signature);
    }
}
