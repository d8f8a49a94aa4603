using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using Microsoft.ML;
using Microsoft.ML.TorchSharp;
using Nidl.ML.Tests;
using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Interop.Tests.MicrosoftTorchSharp;

/// <summary>What docs/compatibility.md says of Microsoft.ML.TorchSharp 0.23.1 beside TorchSharp 0.107.0.</summary>
[TestClass]
public sealed class CompatibilityTests
{
    private static readonly Assembly s_microsoft = typeof(TorchSharpCatalog).Assembly;

    // In place of the type parameters around a member.
    private static readonly Type[] s_typeArguments = [typeof(int), typeof(int), typeof(int), typeof(int)];

    public static IEnumerable<object[]> Networks => MicrosoftNetwork.All.Select(network => new object[] { network.Type });

    [TestMethod]
    public void TorchSharp_InOneApplication_IsOursNotTheOneThatMicrosoftAsksFor()
    {
        var wanted = s_microsoft.GetReferencedAssemblies().Single(name => name.Name == "TorchSharp");

        Assert.AreEqual(new Version(0, 102, 7, 0), wanted.Version);
        Assert.AreEqual(new Version(0, 107, 0, 0), typeof(torch).Assembly.GetName().Version);
    }

    [TestMethod]
    public void Table_Networks_AreThoseTried()
    {
        var tried = MicrosoftNetwork.All.Select(network => network.Type).ToArray();
        CollectionAssert.AreEqual(tried, CompatibilityTable.Networks.Keys.ToArray());
    }

    [TestMethod]
    [DynamicData(nameof(Networks))]
    public void Table_Network_DoesWhatItsRowSays(string network) =>
        Assert.AreEqual(CompatibilityTable.Networks[network], MicrosoftNetwork.All.Single(one => one.Type == network).Run());

    [TestMethod]
    [DataRow("InitXavierUniform")]
    [DataRow("InitNormal")]
    [DataRow("InitConstant")]
    [DataRow("InitZeros")]
    public void ModelUtils_Initializer_DisposesWhatItInitializes(string name)
    {
        var initializer = s_microsoft.GetType("Microsoft.ML.TorchSharp.Utils.ModelUtils", throwOnError: true)!.GetMethod(name)!;
        using var weight = ones(3, 4);
        object[] needed = [weight, (Scalar)1];
        var arguments = initializer.GetParameters()
            .Select((parameter, i) => parameter.HasDefaultValue ? parameter.DefaultValue : needed[i]);

        initializer.Invoke(null, [.. arguments]);

        Assert.IsTrue(weight.IsInvalid);
    }

    [TestMethod]
    public void Members_ThatItCalls_AreThereButOne()
    {
        var failures = MemberReferences().Select(Resolve).OfType<string>().ToArray();

        Assert.HasCount(1, failures, string.Join('\n', failures));
        Assert.Contains(
            "functional.interpolate(Tensor, Int64[], Double[], InterpolationMode, System.Nullable`1<Boolean>, Boolean)", failures[0]);
    }

    [TestMethod]
    public void Fit_AfterTheirNetworks_TrainsAsBefore()
    {
        using var before = Tiny.Fit(new MLContext(1));
        MicrosoftNetwork.All[0].Run();

        using var after = Tiny.Fit(new MLContext(1));

        Assert.IsTrue(Embeddings.AreBitEqual(Embeddings.OfNewImages(before), Embeddings.OfNewImages(after)));
    }

    // Tokens of the members of other assemblies that its code names.
    private static int[] MemberReferences()
    {
        using var file = new PEReader(File.OpenRead(s_microsoft.Location));
        return [.. file.GetMetadataReader().MemberReferences.Select(reference => MetadataTokens.GetToken(reference))];
    }

    private static string? Resolve(int member)
    {
        try
        {
            s_microsoft.ManifestModule.ResolveMember(member, s_typeArguments, s_typeArguments);
            return null;
        }
        catch (Exception failure) when (failure is MissingMemberException or TypeLoadException)
        {
            return failure.Message;
        }
    }
}
