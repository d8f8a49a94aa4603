using System.Reflection;
using Microsoft.ML;

namespace Nidl.ML;

/// <summary>The exception that is thrown when the loaded ML.NET lacks a member that Nidl.ML reaches by reflection.</summary>
public sealed class MissingInternalException : InvalidOperationException
{
    private MissingInternalException(string message) : base(message)
    {
    }

    internal static MissingInternalException For(Type type, string member)
    {
        var assembly = typeof(MLContext).Assembly;
        var version = assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? assembly.GetName().Version?.ToString();
        return new($"Nidl.ML works with ML.NET 4.0.2 to 5.0.0, where {type.FullName} has the member {member}; the loaded Microsoft.ML.Data {version} lacks it.");
    }
}
