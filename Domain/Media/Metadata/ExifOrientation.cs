using System.Buffers.Binary;

namespace PromptGrid.Domain.Media.Metadata;

/// <summary>Which side of a picture is up, as Exif says it.</summary>
internal static class ExifOrientation
{
    private const ushort Tag = 0x0112;
    private const ushort Short = 3;
    private const int EntryLength = 12;

    public static ReadOnlySpan<byte> Prefix => "Exif\0\0"u8;

    /// <summary>The orientation of Exif data, with or without <see cref="Prefix"/>: 2 to 8; 0 when it is as it lies, or the
    /// data are none.</summary>
    public static byte Read(ReadOnlySpan<byte> exif)
    {
        if (exif.StartsWith(Prefix)) exif = exif[Prefix.Length..];
        if (exif.Length < 8) return 0;
        var isBigEndian = exif.StartsWith("MM"u8);
        if (!isBigEndian && !exif.StartsWith("II"u8)) return 0;
        ushort UInt16(ReadOnlySpan<byte> at) => isBigEndian ? BinaryPrimitives.ReadUInt16BigEndian(at) : BinaryPrimitives.ReadUInt16LittleEndian(at);
        uint UInt32(ReadOnlySpan<byte> at) => isBigEndian ? BinaryPrimitives.ReadUInt32BigEndian(at) : BinaryPrimitives.ReadUInt32LittleEndian(at);
        if (UInt16(exif[2..]) != 42) return 0;
        var directory = UInt32(exif[4..]);
        if (directory > exif.Length - 2) return 0;
        var entries = exif[((int)directory + 2)..];
        for (var left = UInt16(exif[(int)directory..]); left > 0 && entries.Length >= EntryLength; left--, entries = entries[EntryLength..])
        {
            if (UInt16(entries) != Tag) continue;
            var value = UInt16(entries[8..]);
            return UInt16(entries[2..]) == Short && UInt32(entries[4..]) == 1 && value is >= 2 and <= 8 ? (byte)value : (byte)0;
        }

        return 0;
    }

    /// <summary>Exif data that say nothing else, without <see cref="Prefix"/>.</summary>
    public static byte[] Write(byte orientation) =>
        [.. "MM"u8, 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, (byte)Short, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0];
}
