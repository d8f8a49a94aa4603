using System.Reflection;
using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace Nidl.ML;

/// <summary>
/// Lets a transformer of ours take part in ML.NET's model files: writes into its save context, and makes its loader known.
/// </summary>
/// <remarks>
/// ML.NET 4.0.2 to 5.0.0 keeps this to its own assemblies, so this file reaches it by reflection, and is the only one that does. The
/// header names the assembly by its simple name: a newer version of the package must be able to load an older file.
/// </remarks>
internal static class ModelLoaderRegistration
{
    private const BindingFlags Members = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;

    private static readonly Assembly Core = typeof(ITransformer).Assembly;
    private static readonly Type VersionInfo = FindType("Microsoft.ML.VersionInfo");
    private static readonly MethodInfo CheckAtModel = FindMethod(typeof(ModelSaveContext), "CheckAtModel");
    private static readonly MethodInfo SetVersionInfo = FindMethod(typeof(ModelSaveContext), "SetVersionInfo");
    private static readonly FieldInfo Writer = FindField(typeof(ModelSaveContext), "Writer");
    private static readonly FieldInfo Reader = FindField(FindType("Microsoft.ML.ModelLoadContext"), "Reader");
    private static readonly FieldInfo CatalogLock = FindField(typeof(ComponentCatalog), "_lock");
    private static readonly Type SignatureLoadModel = FindType("Microsoft.ML.SignatureLoadModel");
    private static readonly Type LoadableClassInfo = FindType("Microsoft.ML.Runtime.ComponentCatalog+LoadableClassInfo");

    /// <summary>The names and versions that stand in the header of a part of a model file.</summary>
    /// <param name="ModelSignature">What the part is: exactly 8 characters.</param>
    /// <param name="LoaderSignature">The name under which its loader is registered: at most 24 characters.</param>
    /// <param name="Written">The version of the format that is written.</param>
    /// <param name="Readable">The oldest reader that understands it.</param>
    /// <param name="ReadsBackTo">The oldest version that this reader understands.</param>
    public sealed record Header(string ModelSignature, string LoaderSignature, uint Written, uint Readable, uint ReadsBackTo);

    /// <summary>Writes the header into a save context and returns the writer of the part's content.</summary>
    public static BinaryWriter BeginSave(ModelSaveContext context, Header header, Assembly loader)
    {
        ArgumentNullException.ThrowIfNull(context);
        var version = Activator.CreateInstance(VersionInfo, Members, null,
            [header.ModelSignature, header.Written, header.Readable, header.ReadsBackTo, loader.GetName().Name!, header.LoaderSignature, null], null);
        CheckAtModel.Invoke(context, null);
        SetVersionInfo.Invoke(context, [version]);
        return (BinaryWriter)Writer.GetValue(context)!;
    }

    /// <summary>Gets the reader of the part's content from a load context (declared as object: its type is not public).</summary>
    public static BinaryReader BeginLoad(object context) => (BinaryReader)Reader.GetValue(context)!;

    /// <summary>
    /// Registers <paramref name="loader"/>, which has a private static <c>Create(IHostEnvironment, object)</c>, as what makes a
    /// <paramref name="type"/> of a part with the header's signature. Safe to call often and from several threads.
    /// </summary>
    public static void Register(ComponentCatalog catalog, Type loader, Type type, Header header)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        lock (CatalogLock.GetValue(catalog)!)
        {
            if (IsRegistered(catalog, header.LoaderSignature))
                return;
            // A second AddClass of the same name throws, hence the check under the catalog's own lock.
            FindMethod(typeof(ComponentCatalog), "AddClass").Invoke(catalog, [Describe(loader, type, header), new[] { header.LoaderSignature }, true]);
        }
    }

    private static bool IsRegistered(ComponentCatalog catalog, string loaderSignature)
    {
        var find = typeof(ComponentCatalog).GetMethod("GetLoadableClassInfo", Members, [typeof(string), typeof(Type)])
            ?? throw MissingInternalException.For(typeof(ComponentCatalog), "GetLoadableClassInfo(string, Type)");
        return find.Invoke(catalog, [loaderSignature, SignatureLoadModel]) is not null;
    }

    private static object Describe(Type loader, Type type, Header header)
    {
        var attributeType = FindType("Microsoft.ML.LoadableClassAttribute");
        var constructor = attributeType.GetConstructor([typeof(string), typeof(Type), typeof(Type), typeof(Type), typeof(Type), typeof(string), typeof(string[])])
            ?? throw MissingInternalException.For(attributeType, ".ctor(summary, instType, loaderType, argType, sigType, userName, loadNames)");
        var attribute = constructor.Invoke([type.Name, type, loader, null, SignatureLoadModel, type.Name, new[] { header.LoaderSignature }]);
        object?[] arguments = [type, loader, attributeType.GetProperty("CtorTypes", Members)?.GetValue(attribute), null, null, null, false];
        if (FindMethod(typeof(ComponentCatalog), "TryGetIniters").Invoke(null, arguments) is not true)
            throw MissingInternalException.For(typeof(ComponentCatalog), "TryGetIniters for a private static Create(IHostEnvironment, object)");
        return Activator.CreateInstance(LoadableClassInfo, Members, null, [attribute, .. arguments.AsSpan(3)], null)!;
    }

    private static Type FindType(string name) => Core.GetType(name) ?? throw MissingInternalException.For(typeof(ITransformer), $"(type) {name}");

    private static MethodInfo FindMethod(Type type, string name) => type.GetMethod(name, Members) ?? throw MissingInternalException.For(type, name);

    private static FieldInfo FindField(Type type, string name) => type.GetField(name, Members) ?? throw MissingInternalException.For(type, name);
}
