using System.Buffers.Binary;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace PublicInternals;

/// <summary>
/// A copy of an assembly in which some internal types and members are public. It differs in their visibility alone, two bytes each in the
/// metadata's tables (ECMA-335, II.22), so it has the identity of the original and serves the compiler in its place. Private ones stay so.
/// </summary>
internal sealed class PublicCopy
{
    // Where the flags stand in a row: a method's come after its address (4 bytes) and its implementation flags (2).
    private const int TypeFlags = 0;
    private const int FieldFlags = 0;
    private const int MethodFlags = 6;

    private readonly IReadOnlySet<string> _names;
    private readonly HashSet<string> _published = [];
    private readonly MetadataReader _metadata;
    private readonly int _metadataStart;

    /// <param name="path">The assembly.</param>
    /// <param name="names">What becomes public if the assembly has it: <c>Namespace.Outer+Nested</c> or <c>Type::Member</c>.</param>
    public PublicCopy(string path, IEnumerable<string> names)
    {
        _names = names.ToHashSet();
        Image = File.ReadAllBytes(path);
        using var original = new PEReader([.. Image]);
        _metadata = original.GetMetadataReader();
        _metadataStart = original.PEHeaders.MetadataStartOffset;
        foreach (var handle in _metadata.TypeDefinitions)
            PublishType(handle);
    }

    public byte[] Image { get; }

    /// <summary>Gets the names of what was internal and is public in the copy.</summary>
    public IReadOnlySet<string> Published => _published;

    private void PublishType(TypeDefinitionHandle handle)
    {
        var type = _metadata.GetTypeDefinition(handle);
        var name = NameOf(type);
        const TypeAttributes Mask = TypeAttributes.VisibilityMask;
        if ((type.Attributes & Mask) is TypeAttributes.NotPublic or TypeAttributes.NestedAssembly)
            Publish(name, handle, TypeFlags, (int)Mask, (int)(type.IsNested ? TypeAttributes.NestedPublic : TypeAttributes.Public));
        foreach (var method in type.GetMethods())
            PublishMethod(name, method);
        foreach (var field in type.GetFields())
            PublishField(name, field);
    }

    private void PublishMethod(string type, MethodDefinitionHandle handle)
    {
        var method = _metadata.GetMethodDefinition(handle);
        const MethodAttributes Mask = MethodAttributes.MemberAccessMask;
        if ((method.Attributes & Mask) is MethodAttributes.Assembly or MethodAttributes.FamORAssem)
            Publish($"{type}::{_metadata.GetString(method.Name)}", handle, MethodFlags, (int)Mask, (int)MethodAttributes.Public);
    }

    private void PublishField(string type, FieldDefinitionHandle handle)
    {
        var field = _metadata.GetFieldDefinition(handle);
        const FieldAttributes Mask = FieldAttributes.FieldAccessMask;
        if ((field.Attributes & Mask) is FieldAttributes.Assembly or FieldAttributes.FamORAssem)
            Publish($"{type}::{_metadata.GetString(field.Name)}", handle, FieldFlags, (int)Mask, (int)FieldAttributes.Public);
    }

    private void Publish(string name, EntityHandle handle, int flags, int mask, int visibility)
    {
        if (!_names.Contains(name))
            return;
        MetadataTokens.TryGetTableIndex(handle.Kind, out var table);
        var row = (MetadataTokens.GetRowNumber(handle) - 1) * _metadata.GetTableRowSize(table);
        var bytes = Image.AsSpan(_metadataStart + _metadata.GetTableMetadataOffset(table) + row + flags, sizeof(ushort));
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, (ushort)(BinaryPrimitives.ReadUInt16LittleEndian(bytes) & ~mask | visibility));
        _published.Add(name);
    }

    private string NameOf(TypeDefinition type) => type.IsNested
        ? $"{NameOf(_metadata.GetTypeDefinition(type.GetDeclaringType()))}+{_metadata.GetString(type.Name)}"
        : $"{_metadata.GetString(type.Namespace)}.{_metadata.GetString(type.Name)}";
}
