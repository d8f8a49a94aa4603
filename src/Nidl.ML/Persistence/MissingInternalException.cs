using System.Reflection;
using Microsoft.ML;

namespace Nidl.ML;

/// <summary>Reports that the loaded ML.NET lacks, or does not open to us, a member that Nidl.ML uses although it is not public.</summary>
/// <param name="cause">What the runtime says of the member.</param>
internal sealed class MissingInternalException(Exception cause) : InvalidOperationException(
    $"Nidl.ML must run with the version of Microsoft.ML that its package names, because it uses members that are not public, "
    + $"but Microsoft.ML.Core {LoadedVersion} is loaded: {cause.Message}", cause)
{
    // Without the commit that it was built from.
    private static string? LoadedVersion =>
        typeof(ITransformer).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0];
}
