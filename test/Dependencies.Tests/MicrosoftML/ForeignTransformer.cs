using System.Reflection;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Dependencies.Tests.MicrosoftML;

/// <summary>A transformer from outside ML.NET that takes part in its model files, by the non-public members that the product relies on too.</summary>
internal sealed class ForeignTransformer(int number) : ITransformer
{
    private const string Signature = "ForeignTransformer";
    private const BindingFlags NonPublic = BindingFlags.Instance | BindingFlags.Static | BindingFlags.NonPublic;

    public int Number => number;

    public bool IsRowToRowMapper => false;

    private static Assembly Core => typeof(ComponentCatalog).Assembly;

    public static void Register(IHostEnvironment env)
    {
        var attributeType = Core.GetType("Microsoft.ML.LoadableClassAttribute", throwOnError: true)!;
        var attributeConstructor = attributeType.GetConstructor([typeof(string), typeof(Type), typeof(Type), typeof(Type), typeof(Type), typeof(string), typeof(string[])])!;
        var attribute = attributeConstructor.Invoke([null, typeof(ForeignTransformer), typeof(ForeignTransformer), null, Core.GetType("Microsoft.ML.SignatureLoadModel", true), "Foreign", new[] { Signature }]);
        object?[] arguments = [typeof(ForeignTransformer), typeof(ForeignTransformer), attributeType.GetProperty("CtorTypes")!.GetValue(attribute), null, null, null, null];
        Assert.IsTrue((bool)typeof(ComponentCatalog).GetMethod("TryGetIniters", NonPublic)!.Invoke(null, arguments)!);
        var infoType = typeof(ComponentCatalog).GetNestedType("LoadableClassInfo", BindingFlags.NonPublic)!;
        var info = infoType.GetConstructors(NonPublic).Single().Invoke([attribute, arguments[3], arguments[4], arguments[5], arguments[6]]);
        var catalog = env.ComponentCatalog;
        lock (typeof(ComponentCatalog).GetField("_lock", NonPublic)!.GetValue(catalog)!)
        {
            typeof(ComponentCatalog).GetMethod("AddClass", NonPublic)!.Invoke(catalog, [info, new[] { Signature }, true]);
        }
    }

    public void Save(ModelSaveContext ctx)
    {
        var versionType = Core.GetType("Microsoft.ML.VersionInfo", throwOnError: true)!;
        var version = Activator.CreateInstance(versionType, "FOREIGNX", 0x00010001u, 0x00010001u, 0x00010001u, typeof(ForeignTransformer).Assembly.GetName().Name, Signature, null);
        typeof(ModelSaveContext).GetMethod("CheckAtModel", NonPublic)!.Invoke(ctx, null);
        typeof(ModelSaveContext).GetMethod("SetVersionInfo", NonPublic)!.Invoke(ctx, [version]);
        ((BinaryWriter)typeof(ModelSaveContext).GetField("Writer", NonPublic)!.GetValue(ctx)!).Write(number);
    }

    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => inputSchema;

    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => throw new NotSupportedException();

    public IDataView Transform(IDataView input) => input;

    private static ForeignTransformer Create(IHostEnvironment env, object ctx)
    {
        var read = ((BinaryReader)ctx.GetType().GetField("Reader")!.GetValue(ctx)!).ReadInt32();
        return read >= 0 ? new ForeignTransformer(read) : throw new InvalidDataException("a negative number");
    }
}
