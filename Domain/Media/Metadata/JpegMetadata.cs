using System.Buffers.Binary;

namespace PromptGrid.Domain.Media.Metadata;

/// <summary>
/// Of a JPEG's application segments stay those that decoders need: JFIF, a color profile, Adobe's color transform. Everything
/// else (Exif, XMP, IPTC, makers' own, comments) goes, and so do pictures behind the first one's end.
/// </summary>
internal static class JpegMetadata
{
    private const byte EndOfImage = 0xd9;
    private const byte StartOfScan = 0xda;

    /// <returns>False when behind the first scan something else than segments stands: nobody can tell what is in it.</returns>
    public static bool Strip(ReadOnlySpan<byte> file, KeptBytes kept)
    {
        var at = 2;
        byte orientation = 0;
        while (file.Length - at >= 2)
        {
            if (file[at] != 0xff) return false;
            var marker = file[at + 1];
            if (marker == 0xff)
            {
                at++;
                continue;
            }

            if (marker == EndOfImage)
            {
                kept.Skip(at + 2, file.Length);
                return true;
            }

            // These have no length, and stand nowhere but before and within coded data.
            if (marker is 0x00 or 0x01 or (>= 0xd0 and <= 0xd8) || file.Length - at < 4) return false;
            var end = at + 2 + BinaryPrimitives.ReadUInt16BigEndian(file[(at + 2)..]);
            if (end < at + 4 || end > file.Length) return false;
            var data = file[(at + 4)..end];
            if (!IsPicture(marker, data))
            {
                kept.Skip(at, end);
                if (marker == 0xe1 && orientation == 0 && data.StartsWith(ExifOrientation.Prefix) && (orientation = ExifOrientation.Read(data)) > 0) kept.Insert(Segment(orientation));
            }

            at = marker == StartOfScan ? AfterScan(file, end) : end;
        }

        return false;
    }

    private static bool IsPicture(byte marker, ReadOnlySpan<byte> data) => marker switch
    {
        0xe0 => data.StartsWith("JFIF\0"u8),
        0xe2 => data.StartsWith("ICC_PROFILE\0"u8),
        0xee => data.StartsWith("Adobe"u8),
        0xfe => false,
        _ => marker is < 0xe0 or > 0xef,
    };

    /// <summary>Where the next marker stands: behind coded data, in which 0xff is followed by 0 or by a restart mark.</summary>
    private static int AfterScan(ReadOnlySpan<byte> file, int at)
    {
        for (; at + 1 < file.Length; at++)
        {
            if (file[at] == 0xff && file[at + 1] is not (0x00 or (>= 0xd0 and <= 0xd7))) return at;
        }

        return file.Length;
    }

    private static byte[] Segment(byte orientation)
    {
        byte[] data = [.. ExifOrientation.Prefix, .. ExifOrientation.Write(orientation)];
        return [0xff, 0xe1, 0, (byte)(data.Length + 2), .. data];
    }
}
