using System.Text;

namespace Microsoft.ML;

/// <summary>The 256 bytes at the head of an entry, and the loader's assembly and the tail mark behind the content.</summary>
internal sealed class ModelHeader
{
    public const int Size = 0x100;

    private const ulong SignatureValue = 0x4C45444F4D004C4D;
    private const ulong TailSignatureValue = 0x4D4C004D4F44454C;
    private const int LoaderSignatureLength = 24;
    private const uint VersionWritten = 0x00010002;

    public ulong ModelSignature { get; private set; }

    public uint VerWritten { get; private set; }

    public uint VerReadable { get; private set; }

    public string LoaderSignature { get; private set; } = "";

    public string LoaderSignatureAlt { get; private set; } = "";

    public string LoaderAssemblyName { get; private set; } = "";

    public static ModelHeader Read(BinaryReader reader)
    {
        var start = reader.BaseStream.Position;
        Contracts.CheckDecode(reader.BaseStream.Length - start >= Size);
        Contracts.CheckDecode(reader.ReadUInt64() == SignatureValue, "Wrong file type");
        Contracts.CheckDecode(reader.ReadUInt32() <= VersionWritten, "File is too new");
        var header = new ModelHeader();
        var contentLength = reader.ReadInt64();
        header.ModelSignature = reader.ReadUInt64();
        header.VerWritten = reader.ReadUInt32();
        header.VerReadable = reader.ReadUInt32();
        header.LoaderSignature = ReadAscii(reader);
        header.LoaderSignatureAlt = ReadAscii(reader);
        Contracts.CheckDecode(contentLength >= 0 && contentLength <= reader.BaseStream.Length - start - Size);
        reader.BaseStream.Position = start + Size + contentLength;
        header.LoaderAssemblyName = reader.ReadString();
        Contracts.CheckDecode(reader.ReadUInt64() == TailSignatureValue, "Corrupt model file tail");
        reader.BaseStream.Position = start + Size;
        return header;
    }

    public void Set(VersionInfo version)
    {
        ModelSignature = version.ModelSignature;
        VerWritten = version.VerWrittenCur;
        VerReadable = version.VerReadableCur;
        LoaderSignature = CheckLoaderSignature(version.LoaderSignature ?? "");
        LoaderSignatureAlt = CheckLoaderSignature(version.LoaderSignatureAlt ?? "");
        LoaderAssemblyName = version.LoaderAssemblyName ?? "";
    }

    public void Write(BinaryWriter writer, long start)
    {
        var end = writer.BaseStream.Position;
        writer.Write(LoaderAssemblyName);
        writer.Write(TailSignatureValue);
        var last = writer.BaseStream.Position;
        writer.BaseStream.Position = start;
        writer.Write(SignatureValue);
        writer.Write(VersionWritten);
        writer.Write(end - start - Size);
        writer.Write(ModelSignature);
        writer.Write(VerWritten);
        writer.Write(VerReadable);
        writer.Write(Encoding.ASCII.GetBytes(LoaderSignature.PadRight(LoaderSignatureLength, '\0')));
        writer.Write(Encoding.ASCII.GetBytes(LoaderSignatureAlt.PadRight(LoaderSignatureLength, '\0')));
        writer.BaseStream.Position = last;
    }

    public void CheckVersion(VersionInfo version)
    {
        Contracts.CheckDecode(ModelSignature == version.ModelSignature, "Unknown file type");
        Contracts.CheckDecode(VerReadable <= VerWritten, "Corrupt file header");
        Contracts.CheckDecode(VerReadable <= version.VerWrittenCur, $"The component '{version.LoaderSignature}' of the model is too new: version {VerReadable:x8}, and at most {version.VerWrittenCur:x8} can be read.");
        Contracts.CheckDecode(VerWritten >= version.VerWeCanReadBack, $"The component '{version.LoaderSignature}' of the model is too old: version {VerWritten:x8}, and at least {version.VerWeCanReadBack:x8} can be read.");
    }

    private static string CheckLoaderSignature(string signature)
    {
        Contracts.CheckParam(signature.Length <= LoaderSignatureLength, "loaderSignature", $"A loader signature has at most {LoaderSignatureLength} characters, but '{signature}' has {signature.Length}");
        return signature;
    }

    private static string ReadAscii(BinaryReader reader) => Encoding.ASCII.GetString(reader.ReadBytes(LoaderSignatureLength)).TrimEnd('\0');
}
