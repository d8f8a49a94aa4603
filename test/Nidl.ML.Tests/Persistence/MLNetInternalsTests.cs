using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Microsoft.ML;

namespace Nidl.ML.Tests.Persistence;

[TestClass]
public sealed class MLNetInternalsTests
{
    private const BindingFlags Everything =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.FlattenHierarchy;

    private static readonly string _list = Path.Combine(AppContext.BaseDirectory, "MLNetInternals.txt");

    [TestMethod]
    public void List_OfInternals_IsWhatTheAssemblyUses()
    {
        using var file = new PEReader(File.OpenRead(typeof(EmbeddingTransformer).Assembly.Location));
        var metadata = file.GetMetadataReader();
        var types = metadata.TypeReferences.Select(handle => Resolve(metadata, handle))
            .Where(type => type is { IsVisible: false }).Select(type => type!.FullName!);
        var members = metadata.MemberReferences.Select(metadata.GetMemberReference)
            .Where(member => member.Parent.Kind == HandleKind.TypeReference)
            .Select(member => (Type: Resolve(metadata, (TypeReferenceHandle)member.Parent), Name: metadata.GetString(member.Name)))
            .Where(member => member.Type is { IsVisible: true } && !IsPublic(member.Type, member.Name))
            .Select(member => $"{member.Type!.FullName}::{member.Name}");
        var listed = File.ReadLines(_list).Where(line => line.Length > 0 && line[0] != '#');
        CollectionAssert.AreEquivalent(listed.ToArray(), types.Concat(members).Distinct().ToArray());
    }

    [TestMethod]
    public void Attributes_OfTheAssembly_CanBeRead()
    {
        var attributes = typeof(EmbeddingTransformer).Assembly.GetCustomAttributes(inherit: false);
        var names = attributes.Select(attribute => attribute.GetType().Name).ToArray();
        Assert.AreEqual(5, names.Count(name => name == "LoadableClassAttribute"));
        Assert.AreEqual(2, names.Count(name => name == "IgnoresAccessChecksToAttribute"));
    }

    [TestMethod]
    [DataRow("CheckAtModel", "ModelSaveContext.CheckAtModel()", "ModelLoadContext.CheckAtModel(")]
    // The type VersionInfo shares its name's bytes.
    [DataRow("SetVersionInfo", "type 'Microsoft.ML.VersionInfo'", "type 'Microsoft.ML.VersionInfo'")]
    public void Use_OfWhatIsNotThere_IsOneSentenceAndNothingElseFails(string name, string save, string load)
    {
        var found = Run("Microsoft.ML.Core.dll", name);
        CollectionAssert.AreEqual(new[] { "24 embeddings", "done" }, found[..2]);
        IsMissing(save, found[2]);
        IsMissing(load, found[3]);
    }

    [TestMethod]
    public void Use_WithoutTheRightToIt_IsOneSentenceAndNothingElseFails()
    {
        var found = Run("Nidl.ML.dll", "IgnoresAccessChecksToAttribute");
        Assert.AreEqual("24 embeddings", found[0]);
        IsMissing("SchemaShape+Column..ctor", found[1]);
        IsMissing("ModelSaveContext.CheckAtModel()", found[2]);
        // ML.NET then does not see the attribute that names our loader.
        Assert.AreEqual("FormatException: Couldn't load model: 'TransformerChain/Transform_000'", found[3]);
        IsMissing("ITransformCanSaveOnnx", found[4]);
    }

    [TestMethod]
    public void Use_WithoutTheOnnxInterface_EverythingElseGoesOn()
    {
        var found = Run("Microsoft.ML.Data.dll", "ITransformCanSaveOnnx");
        CollectionAssert.AreEqual(new[] { "24 embeddings", "done", "done", "done" }, found[..4]);
        // ML.NET's converter needs it as we do, so it cannot leave us out.
        Assert.StartsWith("TypeLoadException: Could not load type 'Microsoft.ML.Model.OnnxConverter.ITransformCanSaveOnnx'", found[4]);
    }

    [TestMethod]
    public void Use_InAnotherLoadContext_Works() =>
        CollectionAssert.AreEqual(new[] { "24 embeddings", "done", "done", "done", "done" }, Run("", ""));

    private static string[] Run(string assembly, string name) =>
        OtherMLNet.Run(assembly, name, typeof(OtherMLNetScenario), nameof(OtherMLNetScenario.Run), SavedModel.Chain);

    private static void IsMissing(string member, string found)
    {
        Assert.StartsWith(
            "MissingInternalException: Nidl.ML must run with the version of Microsoft.ML that its package names, "
            + "because it uses members that are not public, but Microsoft.ML.Core 5.0.1 is loaded: ", found);
        Assert.Contains(member, found);
    }

    // Null for a type that is not ML.NET's.
    private static Type? Resolve(MetadataReader metadata, TypeReferenceHandle handle)
    {
        var reference = metadata.GetTypeReference(handle);
        var name = metadata.GetString(reference.Name);
        if (reference.ResolutionScope.Kind == HandleKind.TypeReference)
            return Resolve(metadata, (TypeReferenceHandle)reference.ResolutionScope)?.GetNestedType(name, Everything);
        var assembly = metadata.GetString(metadata.GetAssemblyReference((AssemblyReferenceHandle)reference.ResolutionScope).Name);
        return assembly.StartsWith("Microsoft.ML", StringComparison.Ordinal)
            ? Assembly.Load(assembly).GetType($"{metadata.GetString(reference.Namespace)}.{name}", throwOnError: true)
            : null;
    }

    private static bool IsPublic(Type type, string member) => type.GetMember(member, Everything)
        .Any(found => found is MethodBase { IsPublic: true } or MethodBase { IsFamily: true } or FieldInfo { IsPublic: true });
}
