using System.Buffers.Binary;

namespace PromptGrid.Domain.Media.Metadata;

/// <summary>Of a WebP's chunks stay the pictures with transparency, animation and color profile. The header that tells which
/// chunks there are is kept true.</summary>
internal static class WebPMetadata
{
    private const int RiffLength = 12;
    private const int ChunkHeaderLength = 8;
    private const byte HasExif = 0x08;
    private const byte HasXmp = 0x04;

    public static void Strip(ReadOnlySpan<byte> file, KeptBytes kept)
    {
        var length = file.Length;
        byte orientation = 0;
        var hasOther = false;
        for (var at = RiffLength; file.Length - at >= ChunkHeaderLength;)
        {
            var chunk = Chunk(file, at);
            if (!IsPicture(chunk.Type))
            {
                hasOther = true;
                length -= chunk.End - at;
                if (chunk.Type.SequenceEqual("EXIF"u8) && orientation == 0) orientation = ExifOrientation.Read(chunk.Data);
            }

            at = chunk.End;
        }

        if (!hasOther) return;
        var exif = orientation == 0 ? [] : ExifChunk(orientation);
        kept.Skip(4, 8);
        kept.Insert(LittleEndian(length + exif.Length - 8));
        for (var at = RiffLength; file.Length - at >= ChunkHeaderLength;)
        {
            var chunk = Chunk(file, at);
            if (!IsPicture(chunk.Type)) kept.Skip(at, chunk.End);
            else if (chunk.Type.SequenceEqual("VP8X"u8) && chunk.Data.Length > 0)
            {
                kept.Skip(at + ChunkHeaderLength, at + ChunkHeaderLength + 1);
                kept.Insert([(byte)((chunk.Data[0] & ~(HasExif | HasXmp)) | (orientation == 0 ? 0 : HasExif))]);
            }

            at = chunk.End;
        }

        // Behind the pictures, where it belongs.
        kept.Skip(file.Length, file.Length);
        if (exif.Length > 0) kept.Insert(exif);
    }

    private static Part Chunk(ReadOnlySpan<byte> file, int at)
    {
        var length = (int)BinaryPrimitives.ReadUInt32LittleEndian(file[(at + 4)..]);
        return new Part(file.Slice(at, 4), file.Slice(at + ChunkHeaderLength, length), at + ChunkHeaderLength + length + (length & 1));
    }

    private static bool IsPicture(ReadOnlySpan<byte> type) => "VP8X VP8  VP8L ALPH ANIM ANMF ICCP"u8.IndexOf(type) is >= 0 and var at && at % 5 == 0;

    private static byte[] ExifChunk(byte orientation)
    {
        var exif = ExifOrientation.Write(orientation);
        return [.. "EXIF"u8, .. LittleEndian(exif.Length), .. exif];
    }

    private static byte[] LittleEndian(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        return bytes;
    }

    private readonly ref struct Part(ReadOnlySpan<byte> type, ReadOnlySpan<byte> data, int end)
    {
        public readonly ReadOnlySpan<byte> Type = type;
        public readonly ReadOnlySpan<byte> Data = data;
        public readonly int End = end;
    }
}
