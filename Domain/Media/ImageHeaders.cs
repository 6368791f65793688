using System.Buffers.Binary;

namespace PromptGrid.Domain.Media;

/// <summary>
/// Recognizes an image by its structure: signature, dimensions, every block up to the end mark, and nothing behind it, but for
/// a JPEG: there cameras put previews and films. Pixels are not decoded.
/// </summary>
/// <remarks>A file that is two things at once mostly needs room before the signature or behind the end; neither is left. What
/// stands behind a JPEG or hides inside a comment block is taken out by <see cref="Metadata.ImageMetadata"/>.</remarks>
public static class ImageHeaders
{
    private static ReadOnlySpan<byte> PngSignature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0d, 0x0a, 0x1a, 0x0a];

    /// <summary>What the bytes are; null when they are no whole image of a known kind.</summary>
    public static ImageInfo? Read(ReadOnlySpan<byte> file)
    {
        var image = file switch
        {
            _ when file.StartsWith(PngSignature) => Png(file),
            [0xff, 0xd8, 0xff, ..] => Jpeg(file),
            _ when file.StartsWith("GIF87a"u8) || file.StartsWith("GIF89a"u8) => Gif(file),
            _ when file.Length >= 12 && file.StartsWith("RIFF"u8) && file[8..12].SequenceEqual("WEBP"u8) => WebP(file),
            _ => null,
        };
        return image is { Width: > 0, Height: > 0 } ? image : null;
    }

    /// <summary>Chunks: length, type, data, checksum. The first is IHDR, the last IEND, and between them is data.</summary>
    private static ImageInfo? Png(ReadOnlySpan<byte> file)
    {
        const int around = 12;
        var at = PngSignature.Length;
        ImageInfo? image = null;
        var hasData = false;
        while (file.Length - at >= around)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(file[at..]);
            if (length > file.Length - at - around) return null;
            var type = file.Slice(at + 4, 4);
            var data = file.Slice(at + 8, (int)length);
            if (image is null)
            {
                if (!type.SequenceEqual("IHDR"u8) || length != 13) return null;
                image = Sized(ImageTypes.Png, BinaryPrimitives.ReadUInt32BigEndian(data), BinaryPrimitives.ReadUInt32BigEndian(data[4..]));
                if (image is null) return null;
            }

            at += around + (int)length;
            hasData |= type.SequenceEqual("IDAT"u8) && length > 0;
            if (type.SequenceEqual("IEND"u8)) return hasData && length == 0 && at == file.Length ? image : null;
        }

        return null;
    }

    /// <summary>Segments up to the first scan, among them a frame with the size; then coded data, and somewhere the end
    /// mark.</summary>
    private static ImageInfo? Jpeg(ReadOnlySpan<byte> file)
    {
        ImageInfo? image = null;
        var at = 2;
        while (file.Length - at >= 4)
        {
            if (file[at] != 0xff) return null;
            var marker = file[at + 1];
            // Any number of 0xff may stand before a marker.
            if (marker == 0xff)
            {
                at++;
                continue;
            }

            if (marker is 0x00 or 0x01 or (>= 0xd0 and <= 0xd9)) return null;
            var length = BinaryPrimitives.ReadUInt16BigEndian(file[(at + 2)..]);
            if (length < 2 || length > file.Length - at - 2) return null;
            var data = file.Slice(at + 4, length - 2);
            if (IsFrame(marker))
            {
                if (data.Length < 6) return null;
                image = Sized(ImageTypes.Jpeg, BinaryPrimitives.ReadUInt16BigEndian(data[3..]), BinaryPrimitives.ReadUInt16BigEndian(data[1..]));
                if (image is null) return null;
            }

            at += 2 + length;
            if (marker == 0xda) return file[at..].IndexOf((ReadOnlySpan<byte>)[0xff, 0xd9]) > 0 ? image : null;
        }

        return null;
    }

    /// <summary>SOF0 to SOF15, without the three markers of other use that lie between them.</summary>
    private static bool IsFrame(byte marker) => marker is >= 0xc0 and <= 0xcf and not (0xc4 or 0xc8 or 0xcc);

    private static ImageInfo? Gif(ReadOnlySpan<byte> file)
    {
        if (file.Length < 14) return null;
        var image = Sized(ImageTypes.Gif, BinaryPrimitives.ReadUInt16LittleEndian(file[6..]), BinaryPrimitives.ReadUInt16LittleEndian(file[8..]));
        var at = 13 + ColorTable(file[10]);
        var hasPicture = false;
        while (at < file.Length)
        {
            switch (file[at])
            {
                case 0x3b:
                    return hasPicture && at == file.Length - 1 ? image : null;
                case 0x21:
                    at = AfterBlocks(file, at + 2);
                    break;
                case 0x2c when file.Length - at > 10:
                    hasPicture = true;
                    at = AfterBlocks(file, at + 11 + ColorTable(file[at + 9]));
                    break;
                default:
                    return null;
            }
        }

        return null;
    }

    internal static int ColorTable(byte flags) => (flags & 0x80) == 0 ? 0 : 3 << ((flags & 7) + 1);

    /// <summary>Sub-blocks, each after its length; a length of 0 ends them.</summary>
    internal static int AfterBlocks(ReadOnlySpan<byte> file, int at)
    {
        while (at < file.Length && file[at] != 0) at += file[at] + 1;
        return at + 1;
    }

    /// <summary>A RIFF whose length is the file's; its first chunk tells the size, one of them is the picture.</summary>
    private static ImageInfo? WebP(ReadOnlySpan<byte> file)
    {
        if (BinaryPrimitives.ReadUInt32LittleEndian(file[4..]) != (uint)file.Length - 8) return null;
        ImageInfo? image = null;
        var hasPicture = false;
        var at = 12;
        while (file.Length - at >= 8)
        {
            var type = file.Slice(at, 4);
            var length = BinaryPrimitives.ReadUInt32LittleEndian(file[(at + 4)..]);
            if (length > file.Length - at - 8) return null;
            var data = file.Slice(at + 8, (int)length);
            image ??= WebPSize(type, data);
            if (image is null) return null;
            hasPicture |= type.SequenceEqual("VP8 "u8) || type.SequenceEqual("VP8L"u8) || type.SequenceEqual("ANMF"u8);
            // Chunks begin at even places.
            at += 8 + (int)length + (int)(length & 1);
        }

        return hasPicture && at == file.Length ? image : null;
    }

    private static ImageInfo? WebPSize(ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        if (type.SequenceEqual("VP8X"u8) && data.Length >= 10) return Sized(ImageTypes.WebP, 1 + UInt24(data[4..]), 1 + UInt24(data[7..]));
        if (type.SequenceEqual("VP8L"u8) && data.Length > 5 && data[0] == 0x2f)
        {
            var bits = BinaryPrimitives.ReadUInt32LittleEndian(data[1..]);
            return Sized(ImageTypes.WebP, 1 + (bits & 0x3fff), 1 + ((bits >> 14) & 0x3fff));
        }

        // A key frame, its start code, and sizes of 14 bits.
        return type.SequenceEqual("VP8 "u8) && data.Length > 10 && (data[0] & 1) == 0 && data[3..6].SequenceEqual((ReadOnlySpan<byte>)[0x9d, 0x01, 0x2a])
            ? Sized(ImageTypes.WebP, BinaryPrimitives.ReadUInt16LittleEndian(data[6..]) & 0x3fffu, BinaryPrimitives.ReadUInt16LittleEndian(data[8..]) & 0x3fffu)
            : null;
    }

    private static uint UInt24(ReadOnlySpan<byte> data) => (uint)(data[0] | (data[1] << 8) | (data[2] << 16));

    private static ImageInfo? Sized(string extension, uint width, uint height) =>
        width is > 0 and <= int.MaxValue && height is > 0 and <= int.MaxValue ? new ImageInfo(extension, (int)width, (int)height) : null;
}
