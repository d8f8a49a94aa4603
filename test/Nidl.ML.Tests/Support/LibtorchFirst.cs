using System.Runtime.CompilerServices;
using Nidl.ML.Losses;

namespace Nidl.ML.Tests;

/// <summary>Tests may use torch before anything of ours.</summary>
internal static class LibtorchFirst
{
    [ModuleInitializer]
    internal static void Load() => Libtorch.Load();
}
