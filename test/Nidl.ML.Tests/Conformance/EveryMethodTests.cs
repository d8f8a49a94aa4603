namespace Nidl.ML.Tests.Conformance;

[TestClass]
public sealed class EveryMethodTests
{
    [TestMethod]
    public void Options_OfEachMethod_HaveAConformanceSuite()
    {
        var methods = Names(typeof(TrainingOptions), type => type.BaseType == typeof(TrainingOptions) ? type : null);
        var suites = Names(typeof(EveryMethodTests), type =>
            type.BaseType is { IsGenericType: true } suite
                && suite.GetGenericTypeDefinition() == typeof(MethodConformance<>) ? suite.GetGenericArguments()[0] : null);
        CollectionAssert.AreEqual(methods, suites);
        Assert.HasCount(7, methods);
    }

    private static string[] Names(Type inAssemblyOf, Func<Type, Type?> options) =>
        [.. inAssemblyOf.Assembly.GetTypes().Select(options).OfType<Type>().Select(type => type.Name).Distinct()
            .Order(StringComparer.Ordinal)];
}
