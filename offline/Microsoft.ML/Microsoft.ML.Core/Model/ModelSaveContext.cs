using System.Text;

namespace Microsoft.ML;

/// <summary>Where a component writes itself: its own entry, and sub-models beside it.</summary>
public sealed class ModelSaveContext : IDisposable
{
    internal readonly RepositoryWriter Repository;
    internal readonly string Directory;
    internal readonly BinaryWriter Writer;
    internal ModelHeader Header = new();

    private readonly MemoryStream _stream = new();
    private readonly string _name;

    internal ModelSaveContext(RepositoryWriter repository, string directory, string name)
    {
        Repository = repository;
        Directory = directory;
        _name = name;
        Writer = new BinaryWriter(_stream, Encoding.UTF8, leaveOpen: true);
        Writer.Write(new byte[ModelHeader.Size]);
    }

    /// <summary>Frees the buffer; what was not finished is not written.</summary>
    public void Dispose()
    {
        Writer.Dispose();
        _stream.Dispose();
    }

    internal static void SaveModel<T>(RepositoryWriter repository, T value, string path)
        where T : class
    {
        if (value is not ICanSaveModel model) return;
        using var context = new ModelSaveContext(repository, path, ModelLoadContext.ModelStreamName);
        model.Save(context);
        context.Done();
    }

    internal void CheckAtModel() => Contracts.Check(Writer.BaseStream.Position == ModelHeader.Size, "The header must come before the content");

    internal void SetVersionInfo(VersionInfo ver) => Header.Set(ver);

    internal void SaveModel<T>(T value, string name)
        where T : class
        => SaveModel(Repository, value, RepositoryWriter.Join(Directory, name));

    internal void SaveSubModel(string directory, Action<ModelSaveContext> save)
    {
        using var context = new ModelSaveContext(Repository, RepositoryWriter.Join(Directory, directory), ModelLoadContext.ModelStreamName);
        save(context);
        context.Done();
    }

    internal void SaveBinaryStream(string name, Action<BinaryWriter> action)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream, Encoding.UTF8);
        action(writer);
        writer.Flush();
        Repository.Add(Directory, name, stream.ToArray());
    }

    internal void SaveString(string value) => Writer.Write(Contracts.CheckRef(value, nameof(value)));

    internal void SaveStringOrNull(string value)
    {
        Writer.Write(value is not null);
        if (value is not null) Writer.Write(value);
    }

    internal void Done()
    {
        Contracts.Check(Header.ModelSignature != 0, "ModelSignature not specified!");
        Header.Write(Writer, 0);
        Writer.Flush();
        Repository.Add(Directory, _name, _stream.ToArray());
    }
}
