using System.Reflection;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Model.OnnxConverter;
using Microsoft.ML.Runtime;

namespace Nidl.ML;

/// <summary>
/// Everything that Nidl.ML does with what ML.NET keeps to itself, but for the attributes by which ML.NET finds our loaders, and
/// <see cref="OnnxContextGraph"/>. The types and members stand in <c>MLNetInternals.txt</c>.
/// </summary>
/// <remarks>
/// Each use is a lambda: the runtime looks for its members when it first runs, so that a member which another ML.NET lacks fails there and
/// then, as one sentence, and nothing else fails. For the same reason no type of ours has one that is not public as its base.
/// </remarks>
internal static class MLNetInternals
{
    // Our parts say their versions themselves: this one is of the header alone.
    private const uint HeaderVersion = 0x00010001;

    /// <summary>Writes ML.NET's header of a part; gets the writer of what follows.</summary>
    /// <param name="context">The context that ML.NET saves with.</param>
    /// <param name="signature">What the part is: 8 characters.</param>
    /// <param name="loader">The name of its loader: at most 24 characters.</param>
    /// <exception cref="MissingInternalException">The loaded ML.NET has another way to do it.</exception>
    public static BinaryWriter BeginSave(ModelSaveContext context, string signature, string loader) => Use(() =>
    {
        context.CheckAtModel();
        context.SetVersionInfo(Describe(signature, loader));
        return context.Writer;
    });

    /// <summary>Checks ML.NET's header of a part; gets the reader of what follows.</summary>
    /// <param name="context">The context that ML.NET loads with.</param>
    /// <param name="signature">What the part must be.</param>
    /// <param name="loader">The name of its loader.</param>
    /// <exception cref="MissingInternalException">The loaded ML.NET has another way to do it.</exception>
    /// <exception cref="FormatException">The part is another, in ML.NET's words.</exception>
    public static BinaryReader BeginLoad(ModelLoadContext context, string signature, string loader) => Use(() =>
    {
        context.CheckAtModel(Describe(signature, loader));
        return context.Reader;
    });

    /// <summary>Gets the settings of the context that an environment belongs to.</summary>
    /// <exception cref="MissingInternalException">The loaded ML.NET keeps them elsewhere.</exception>
    public static (int? GpuDeviceId, bool FallbackToCpu) GpuSettings(IHostEnvironment environment) => Use(() =>
        environment is IHostEnvironmentInternal settings ? (settings.GpuDeviceId, settings.FallbackToCpu) : (null, true));

    /// <summary>Creates a column of a schema's shape.</summary>
    /// <exception cref="MissingInternalException">The loaded ML.NET has another way to do it.</exception>
    public static SchemaShape.Column CreateColumn(
        string name, SchemaShape.Column.VectorKind kind, DataViewType itemType, bool isKey, SchemaShape? annotations) =>
        Use(() => new SchemaShape.Column(name, kind, itemType, isKey, annotations));

    // The simple name, so that a newer version of the package loads an older file.
    private static VersionInfo Describe(string signature, string loader) =>
        new(signature, HeaderVersion, HeaderVersion, HeaderVersion, typeof(MLNetInternals).Assembly.GetName().Name!, loader);

    /// <summary>Creates a view that takes part in <c>ConvertToOnnx</c>: all its members come to <typeparamref name="TProxy"/>.</summary>
    /// <exception cref="MissingInternalException">The loaded ML.NET has another way to do it.</exception>
    public static IDataView CreateOnnxView<TProxy>()
        where TProxy : DispatchProxy => Use(() => (IDataView)DispatchProxy.Create<ITransformCanSaveOnnx, TProxy>());

    /// <summary>Does what needs a member that is not public.</summary>
    /// <exception cref="MissingInternalException">The loaded ML.NET does not have it, or not for us.</exception>
    public static T Use<T>(Func<T> use)
    {
        try
        {
            return use();
        }
        catch (Exception failure) when (failure is MemberAccessException or TypeLoadException)
        {
            throw new MissingInternalException(failure);
        }
    }
}
