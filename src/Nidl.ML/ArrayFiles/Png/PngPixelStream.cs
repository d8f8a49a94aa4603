namespace Nidl.ML;

/// <summary>The packed pixels of a PNG file: what its chunks IDAT hold, one after the other.</summary>
/// <param name="chunks">The chunks, at the end of the header.</param>
internal sealed class PngPixelStream(PngChunks chunks) : Stream
{
    private const string Pixels = "IDAT";
    private const string Last = "IEND";

    private bool _hasBegun;
    private bool _hasEnded;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(Span<byte> buffer)
    {
        if (!_hasBegun)
            Begin();
        while (!_hasEnded && chunks.Left == 0)
        {
            chunks.End();
            _hasEnded = chunks.MoveNext() != Pixels;
        }
        return _hasEnded ? 0 : chunks.Read(buffer);
    }

    /// <summary>Reads on to the last chunk, so that all checksums are compared.</summary>
    /// <exception cref="InvalidDataException">One is wrong, or the file ends before.</exception>
    public void ReadToEndOfFile()
    {
        while (chunks.Type != Last)
        {
            CheckKnown();
            chunks.End();
            chunks.MoveNext();
        }
        chunks.End();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private void Begin()
    {
        _hasBegun = true;
        while (chunks.MoveNext() != Pixels)
        {
            if (chunks.Type == Last)
                throw new InvalidDataException($"it must have a chunk {Pixels}, but has none");
            CheckKnown();
            chunks.End();
        }
    }

    // A chunk that a reader must know has a capital first letter; others, such as a gamma or a text, do not change the stored values.
    private void CheckKnown()
    {
        if (char.IsAsciiLetterUpper(chunks.Type[0]) && chunks.Type != Pixels)
            throw new InvalidDataException($"its chunks must be of those that a gray image has, but one is '{chunks.Type}'");
    }
}
