using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Nidl.ML.Losses;

namespace Nidl.ML;

/// <summary>Lets the losses' assembly help to load TorchSharp's native library from the first use of ours on.</summary>
internal static class LibtorchRegistration
{
    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "The application may use TorchSharp next.")]
    internal static void Register() => RuntimeHelpers.RunModuleConstructor(typeof(Libtorch).Module.ModuleHandle);
}
