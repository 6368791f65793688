using System.Buffers.Binary;

namespace PromptGrid.Domain.Media.Metadata;

/// <summary>Of a PNG's chunks stay those that decoders must know, and of the others those that change what one sees.</summary>
internal static class PngMetadata
{
    private const int SignatureLength = 8;
    private const int AroundData = 12;

    public static void Strip(ReadOnlySpan<byte> file, KeptBytes kept)
    {
        for (var at = SignatureLength; file.Length - at >= AroundData;)
        {
            var end = at + AroundData + (int)BinaryPrimitives.ReadUInt32BigEndian(file[at..]);
            var type = file.Slice(at + 4, 4);
            if (!IsPicture(type))
            {
                kept.Skip(at, end);
                if (type.SequenceEqual("eXIf"u8) && ExifOrientation.Read(file[(at + 8)..(end - 4)]) is > 0 and var orientation) kept.Insert(Chunk(ExifOrientation.Write(orientation)));
            }

            at = end;
        }
    }

    // An upper-case first letter means that nobody can show the picture without it.
    private static bool IsPicture(ReadOnlySpan<byte> type) =>
        type[0] is >= (byte)'A' and <= (byte)'Z' || ("tRNS gAMA cHRM sRGB iCCP cICP mDCV cLLI sBIT bKGD hIST pHYs sPLT acTL fcTL fdAT"u8.IndexOf(type) is >= 0 and var at && at % 5 == 0);

    private static byte[] Chunk(byte[] exif)
    {
        var chunk = new byte[AroundData + exif.Length];
        BinaryPrimitives.WriteInt32BigEndian(chunk, exif.Length);
        "eXIf"u8.CopyTo(chunk.AsSpan(4));
        exif.CopyTo(chunk, 8);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(8 + exif.Length), Crc(chunk.AsSpan(4, 4 + exif.Length)));
        return chunk;
    }

    // CRC-32 bit by bit: it is made of thirty bytes, once per image at the most.
    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var b in bytes)
        {
            crc ^= b;
            for (var bit = 0; bit < 8; bit++) crc = (crc >> 1) ^ ((crc & 1) * 0xedb88320);
        }

        return ~crc;
    }
}
