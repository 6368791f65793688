using System.Buffers.Binary;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace PromptGrid.Api.Tests.Media;

/// <summary>Small images, each different from all others where it says so.</summary>
internal static class Images
{
    /// <summary>A PNG that every viewer shows: grey noise, and so never twice the same.</summary>
    public static byte[] Png(int width = 3, int height = 2)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            for (var y = 0; y < height; y++) zlib.Write([0, .. RandomNumberGenerator.GetBytes(width)]);
        }

        return [.. PngHead(width, height), .. Chunk("IDAT", packed.ToArray()), .. Chunk("IEND", [])];
    }

    /// <summary>Signature and IHDR.</summary>
    public static byte[] PngHead(int width, int height)
    {
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        header[8] = 8;
        return [0x89, .. "PNG\r\n\x1a\n"u8, .. Chunk("IHDR", header)];
    }

    public static byte[] Chunk(string type, byte[] data)
    {
        byte[] named = [.. Encoding.ASCII.GetBytes(type), .. data];
        var (length, sum) = (new byte[4], new byte[4]);
        BinaryPrimitives.WriteInt32BigEndian(length, data.Length);
        BinaryPrimitives.WriteUInt32BigEndian(sum, Crc(named));
        return [.. length, .. named, .. sum];
    }

    /// <summary>Segments, a frame of this size, a scan of a few bytes that are no two times the same.</summary>
    public static byte[] Jpeg(int width = 5, int height = 4) =>
    [
        0xff, 0xd8, 0xff, 0xe0, 0, 16, .. "JFIF\0"u8, 1, 1, 0, 0, 1, 0, 1, 0, 0,
        0xff, 0xc0, 0, 11, 8, (byte)(height >> 8), (byte)height, (byte)(width >> 8), (byte)width, 1, 1, 0x11, 0,
        0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0, 0x12, .. Noise(), 0xff, 0, 0x56, 0xff, 0xd9,
    ];

    public static byte[] Gif(byte width = 1, byte height = 1) =>
    [
        .. "GIF89a"u8, width, 0, height, 0, 0x80, 0, 0, 0, 0, 0, 255, 255, 255,
        0x2c, 0, 0, 0, 0, width, 0, height, 0, 0, 2, 10, 0x44, 1, .. Noise(), 0, 0x3b,
    ];

    private static byte[] Noise() => [.. RandomNumberGenerator.GetBytes(8).Select(b => (byte)(b & 0x7f))];

    /// <summary>Lossless, one pixel.</summary>
    public static byte[] WebP() => Convert.FromBase64String("UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==");

    private static uint Crc(byte[] bytes)
    {
        var crc = uint.MaxValue;
        foreach (var b in bytes)
        {
            crc ^= b;
            for (var bit = 0; bit < 8; bit++) crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0xedb88320;
        }

        return ~crc;
    }
}
