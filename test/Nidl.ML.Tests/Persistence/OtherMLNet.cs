using System.Reflection;
using System.Runtime.Loader;
using System.Text;

namespace Nidl.ML.Tests.Persistence;

/// <summary>
/// Loads Nidl.ML and ML.NET a second time, one of the files with a name in it changed, and runs a method of these tests there: what a
/// program meets whose ML.NET has another member in place of one that we use.
/// </summary>
internal static class OtherMLNet
{
    /// <param name="assembly">The file to change; empty for none.</param>
    /// <param name="name">The name whose last character is changed.</param>
    /// <param name="type">The type of the method to run.</param>
    /// <param name="method">A static method that returns texts.</param>
    /// <param name="arguments">Its arguments.</param>
    public static string[] Run(string assembly, string name, Type type, string method, params object[] arguments)
    {
        var context = new Context(assembly, name);
        var run = context.LoadFromAssemblyName(type.Assembly.GetName()).GetType(type.FullName!, throwOnError: true)!.GetMethod(method)!;
        return (string[])run.Invoke(null, arguments)!;
    }

    private sealed class Context(string changed, string name) : AssemblyLoadContext("other ML.NET")
    {
        protected override Assembly? Load(AssemblyName assemblyName)
        {
            var file = $"{assemblyName.Name}.dll";
            var path = Path.Combine(AppContext.BaseDirectory, file);
            if (!IsOfIts(assemblyName.Name!) || !File.Exists(path))
                return null;
            return file == changed ? LoadFromStream(new MemoryStream(Changed(File.ReadAllBytes(path)))) : LoadFromAssemblyPath(path);
        }

        // TorchSharp and the test framework are those of the process.
        private static bool IsOfIts(string assembly) =>
            assembly.StartsWith("Microsoft.ML", StringComparison.Ordinal) || assembly.StartsWith("Nidl.ML", StringComparison.Ordinal);

        // Names end in the metadata with a zero; those that end alike share their bytes.
        private byte[] Changed(byte[] image)
        {
            var bytes = Encoding.ASCII.GetBytes($"{name}\0");
            var at = image.AsSpan().IndexOf(bytes);
            Assert.IsGreaterThan(0, at);
            Assert.AreEqual(at, image.AsSpan().LastIndexOf(bytes));
            image[at + name.Length - 1]++;
            return image;
        }
    }
}
