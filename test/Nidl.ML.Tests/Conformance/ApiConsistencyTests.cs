using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.ML;

namespace Nidl.ML.Tests.Catalog;

/// <summary>What holds for every public type, also for those that come later.</summary>
[TestClass]
public sealed class ApiConsistencyTests
{
    private static readonly Type[] PublicTypes = [.. typeof(MLContextExtensions).Assembly.GetExportedTypes()];

    [TestMethod]
    public void Types_Found_AreMany() => Assert.IsGreaterThan(30, PublicTypes.Length);

    [TestMethod]
    public void Options_OfTheAssembly_AreSealedRecords() =>
        None(Options().Where(type => !type.IsAbstract), type => !type.IsSealed || !IsRecord(type));

    [TestMethod]
    public void Records_Properties_AreInitOnly() =>
        None(
            PublicTypes.Where(IsRecord).SelectMany(type => type.GetProperties(BindingFlags.Instance | BindingFlags.Public)),
            property => IsSettable(property));

    [TestMethod]
    public void Options_OfTheAssembly_CanBeMadeWithoutArguments() =>
        None(
            PublicTypes.Where(type => typeof(TrainingOptions).IsAssignableFrom(type) && !type.IsAbstract),
            type => type.GetConstructor([]) is null);

    // Of what an option may not have an empty list.
    private static readonly Dictionary<Type, object> s_samples =
        new() { [typeof(int)] = 3, [typeof(double)] = 0.5, [typeof(string)] = "A" };

    [TestMethod]
    public void Options_WithListsOfOtherTypes_AreEqual() =>
        None(
            Options().Where(type => !type.IsAbstract).SelectMany(type => type.GetProperties())
                .Where(
                    property => property.PropertyType.IsGenericType
                        && property.PropertyType.GetGenericTypeDefinition() == typeof(IReadOnlyList<>)),
            property =>
            {
                var item = property.PropertyType.GetGenericArguments()[0];
                var array = Array.CreateInstance(item, s_samples.ContainsKey(item) ? 1 : 0);
                if (s_samples.TryGetValue(item, out var sample))
                    array.SetValue(sample, 0);
                return !With(property, array).Equals(
                    With(property, Activator.CreateInstance(typeof(List<>).MakeGenericType(item), array)!));
            });

    [TestMethod]
    public void EstimatorsAndTransformers_OfTheAssembly_AreSealed() =>
        None(
            PublicTypes.Where(type => !type.IsAbstract && type.GetInterfaces().Any(
                face => face == typeof(ITransformer) || (face.IsGenericType && face.GetGenericTypeDefinition() == typeof(IEstimator<>)))),
            type => !type.IsSealed);

    [TestMethod]
    public void Estimators_OfTheAssembly_AreMadeByTheCatalogAlone() =>
        None(
            PublicTypes.Where(type => type.Name.EndsWith("Estimator", StringComparison.Ordinal)),
            type => type.GetConstructors().Length > 0);

    [TestMethod]
    public void Catalog_EveryEstimator_HasItsOverloadsInTheCatalog()
    {
        var methods = PublicTypes.SelectMany(type => type.GetMethods(BindingFlags.Static | BindingFlags.Public))
            .Where(method => method.GetParameters() is [{ } first, ..] && first.ParameterType == typeof(SelfSupervisedCatalog))
            .ToLookup(method => method.ReturnType);
        None(
            PublicTypes.Where(
                type => type.BaseType is { IsGenericType: true } parent
                    && parent.GetGenericTypeDefinition() == typeof(SelfSupervisedEstimator<>)),
            type => methods[type].Count() < 2
                || !methods[type].Any(method => typeof(TrainingOptions).IsAssignableFrom(method.GetParameters()[^1].ParameterType)));
    }

    [TestMethod]
    public void Types_OfTheAssembly_HaveNoPublicMutableField() =>
        None(PublicTypes.SelectMany(type => type.GetFields(BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public)),
            field => !field.IsInitOnly && !field.IsLiteral && !(field.DeclaringType!.IsEnum && field.IsSpecialName));

    [TestMethod]
    public void Exceptions_OfTheAssembly_AreNamedSoAndSealed() =>
        None(
            PublicTypes.Where(type => typeof(Exception).IsAssignableFrom(type)),
            type => !type.Name.EndsWith("Exception", StringComparison.Ordinal) || !type.IsSealed);

    [TestMethod]
    public void Types_OfTheAssembly_AreInOneNamespace() => None(PublicTypes, type => type.Namespace != "Nidl.ML");

    private static IEnumerable<Type> Options() => PublicTypes.Where(type =>
        type.Name.EndsWith("Options", StringComparison.Ordinal) || typeof(OptimizerOptions).IsAssignableFrom(type)
        || typeof(LearningRateSchedule).IsAssignableFrom(type) || typeof(Encoder).IsAssignableFrom(type)
        || typeof(TrainingOptions).IsAssignableFrom(type));

    private static object With(PropertyInfo property, object list)
    {
        var options = Activator.CreateInstance(property.ReflectedType!)!;
        property.SetValue(options, list);
        return options;
    }

    private static bool IsRecord(Type type) => type.GetMethod("<Clone>$") is not null
        || (type.IsValueType && type.GetMethod("PrintMembers", BindingFlags.Instance | BindingFlags.NonPublic) is not null);

    private static bool IsSettable(PropertyInfo property) =>
        property.SetMethod is { IsPublic: true } setter
            && !setter.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit));

    private static void None<T>(IEnumerable<T> all, Func<T, bool> isBad)
        where T : MemberInfo
    {
        var members = all.ToArray();
        Assert.IsNotEmpty(members);
        Assert.AreEqual("", string.Join(", ", members.Where(isBad).Select(member => $"{member.DeclaringType?.Name}.{member.Name}")));
    }
}
