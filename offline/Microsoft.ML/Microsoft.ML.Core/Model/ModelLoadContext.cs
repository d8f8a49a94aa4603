using System.Reflection;
using System.Text;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>Where a component reads itself from.</summary>
internal sealed class ModelLoadContext : IDisposable
{
    public const string ModelStreamName = "Model.key";

    public readonly RepositoryReader Repository;
    public readonly string Directory;
    public readonly BinaryReader Reader;

    internal ModelHeader Header;

    internal ModelLoadContext(RepositoryReader repository, Stream entry, string directory)
    {
        Repository = repository;
        Directory = directory;
        Reader = new BinaryReader(entry, Encoding.UTF8, leaveOpen: true);
        Header = ModelHeader.Read(Reader);
    }

    public static bool LoadModelOrNull<TRes, TSig>(IHostEnvironment env, out TRes result, RepositoryReader repository, string directory)
        where TRes : class
    {
        result = null;
        using var entry = repository.OpenEntryOrNull(directory, ModelStreamName);
        if (entry is null) return false;
        using var context = new ModelLoadContext(repository, entry, directory);
        if (!context.TryCreate<TRes, TSig>(env, out result)) throw Contracts.ExceptDecode($"Couldn't load model: '{directory}'");
        return true;
    }

    public static void LoadModel<TRes, TSig>(IHostEnvironment env, out TRes result, RepositoryReader repository, string directory)
        where TRes : class
        => Contracts.CheckDecode(LoadModelOrNull<TRes, TSig>(env, out result, repository, directory));

    public void LoadModel<TRes, TSig>(IHostEnvironment env, out TRes result, string name)
        where TRes : class
        => LoadModel<TRes, TSig>(env, out result, Repository, RepositoryWriter.Join(Directory, name));

    public bool ContainsModel(string name)
    {
        using var entry = Repository.OpenEntryOrNull(RepositoryWriter.Join(Directory, name), ModelStreamName);
        return entry is not null;
    }

    public void CheckAtModel() => Contracts.CheckDecode(Reader.BaseStream.Position == ModelHeader.Size);

    public void CheckAtModel(VersionInfo ver)
    {
        CheckAtModel();
        Header.CheckVersion(ver);
    }

    public bool TryProcessSubModel(string directory, Action<ModelLoadContext> action)
    {
        var path = RepositoryWriter.Join(Directory, directory);
        using var entry = Repository.OpenEntryOrNull(path, ModelStreamName);
        if (entry is null) return false;
        using var context = new ModelLoadContext(Repository, entry, path);
        action(context);
        return true;
    }

    public bool TryLoadBinaryStream(string name, Action<BinaryReader> action)
    {
        using var entry = Repository.OpenEntryOrNull(Directory, name);
        if (entry is null) return false;
        using var reader = new BinaryReader(entry, Encoding.UTF8);
        action(reader);
        return true;
    }

    public string LoadString() => Reader.ReadString();

    public string LoadNonEmptyString()
    {
        var value = Reader.ReadString();
        Contracts.CheckDecode(value.Length > 0);
        return value;
    }

    public string LoadStringOrNull() => Reader.ReadBoolean() ? Reader.ReadString() : null;

    public void Dispose() => Reader.Dispose();

    private bool TryCreate<TRes, TSig>(IHostEnvironment env, out TRes result)
        where TRes : class
    {
        // Like the real package: the assembly named in the file is loaded and its loaders are registered.
        if (!string.IsNullOrEmpty(Header.LoaderAssemblyName)) env.ComponentCatalog.RegisterAssembly(Assembly.Load(Header.LoaderAssemblyName));
        result = Create<TSig>(env, Header.LoaderSignature) as TRes ?? Create<TSig>(env, Header.LoaderSignatureAlt) as TRes;
        return result is not null;
    }

    private object Create<TSig>(IHostEnvironment env, string signature)
        => !string.IsNullOrWhiteSpace(signature) && ComponentCatalog.TryCreateInstance<object>(env, typeof(TSig), out var created, signature, this) ? created : null;
}
