using System.Buffers.Binary;
using System.Text;
using PromptGrid.Api.Tests.Support;
using PromptGrid.Domain.Media;
using PromptGrid.Domain.Media.Metadata;

namespace PromptGrid.Api.Tests.Media;

/// <summary>What an uploaded image tells about people and places is not served.</summary>
[Collection(Collections.Accounts)]
public sealed class MetadataTests(ApiServer server)
{
    private const string Secret = "52.5163 N 13.3777 E, Ann";

    private static readonly byte[] Comment = Encoding.ASCII.GetBytes(Secret);

    /// <summary>Exif of a camera: maker, orientation, and where it was.</summary>
    private static byte[] Exif(byte orientation, bool isBigEndian = false)
    {
        byte[] Two(int value) => isBigEndian ? [(byte)(value >> 8), (byte)value] : [(byte)value, (byte)(value >> 8)];
        byte[] Four(int value) => isBigEndian ? [.. Two(value >> 16), .. Two(value & 0xffff)] : [.. Two(value & 0xffff), .. Two(value >> 16)];
        byte[] head = [.. (isBigEndian ? "MM"u8 : "II"u8), .. Two(42), .. Four(8), .. Two(2)];
        byte[] maker = [.. Two(0x010f), .. Two(2), .. Four(Comment.Length), .. Four(head.Length + 24 + 4)];
        byte[] upright = [.. Two(0x0112), .. Two(3), .. Four(1), .. Two(orientation), 0, 0];
        return [.. head, .. maker, .. upright, .. Four(0), .. Comment];
    }

    private static byte[] Upright(byte orientation) => [.. "MM"u8, 0, 42, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0];

    private static byte[] Segment(byte marker, params byte[][] data) =>
        [0xff, marker, (byte)((data.Sum(d => d.Length) + 2) >> 8), (byte)(data.Sum(d => d.Length) + 2), .. data.SelectMany(d => d)];

    private static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text);

    private static byte[] Jpeg(byte[][] before, byte[] between, byte[] behind)
    {
        byte[] quantization = Segment(0xdb, new byte[65]);
        byte[] frame = Segment(0xc2, [8, 0, 4, 0, 5, 1, 1, 0x11, 0]);
        byte[] scan = [.. Segment(0xda, [1, 1, 0, 0, 63, 0]), 0x12, 0xff, 0, 0x34, 0xff, 0xd0, 0x56];
        return [0xff, 0xd8, .. before.SelectMany(s => s), .. quantization, .. frame, .. scan, .. between, 0xff, .. scan, 0xff, 0xd9, .. behind];
    }

    private static byte[] RichJpeg(byte orientation, bool isBigEndian = false) => Jpeg(
        [
            Segment(0xe0, Bytes("JFIF\0"), [1, 1, 0, 0, 1, 0, 1, 0, 0]),
            Segment(0xe1, Bytes("Exif\0\0"), Exif(orientation, isBigEndian)),
            Segment(0xe1, Bytes("http://ns.adobe.com/xap/1.0/\0"), Comment),
            Segment(0xe2, Bytes("ICC_PROFILE\0"), [1, 1, 7, 7]),
            Segment(0xe2, Bytes("MPF\0"), Comment),
            Segment(0xed, Bytes("Photoshop 3.0\0"), Comment),
            Segment(0xee, Bytes("Adobe"), new byte[7]),
            Segment(0xfe, Comment),
        ],
        Segment(0xfe, Comment),
        [.. Images.Jpeg(), .. Comment, .. "PK\x03\x04"u8]);

    private static byte[] PlainJpeg(params byte[][] exif) => Jpeg(
        [Segment(0xe0, Bytes("JFIF\0"), [1, 1, 0, 0, 1, 0, 1, 0, 0]), .. exif, Segment(0xe2, Bytes("ICC_PROFILE\0"), [1, 1, 7, 7]), Segment(0xee, Bytes("Adobe"), new byte[7])], [], []);

    private static byte[] Png(byte[] picture, bool isRich, params byte[][] exif)
    {
        // Behind signature and IHDR: what colors mean stays, what was said goes.
        byte[] said = isRich
            ? [.. Images.Chunk("tEXt", [.. Bytes("Author\0"), .. Comment]), .. Images.Chunk("zTXt", Comment), .. Images.Chunk("iTXt", Comment), .. Images.Chunk("tIME", new byte[7]), .. Images.Chunk("prVt", Comment)]
            : [];
        return [.. picture[..33], .. Images.Chunk("gAMA", [0, 0, 0xb1, 0x8f]), .. said, .. exif.SelectMany(e => Images.Chunk("eXIf", e)), .. picture[33..^12], .. said, .. picture[^12..]];
    }

    private static byte[] WebP(byte flags, params (string Type, byte[] Data)[] chunks)
    {
        byte[] body = [.. "WEBP"u8, .. Riff("VP8X", [flags, 0, 0, 0, 0, 0, 0, 0, 0, 0]), .. chunks.SelectMany(c => Riff(c.Type, c.Data))];
        var length = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, body.Length);
        return [.. "RIFF"u8, .. length, .. body];
    }

    private static byte[] Riff(string type, byte[] data)
    {
        var length = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, data.Length);
        return [.. Bytes(type), .. length, .. data, .. (data.Length % 2 == 1 ? new byte[1] : [])];
    }

    private static byte[] Gif(byte[] picture, bool isRich)
    {
        byte[] loop = [0x21, 0xff, 11, .. "NETSCAPE2.0"u8, 3, 1, 0, 0, 0];
        byte[] said = isRich ? [0x21, 0xfe, (byte)Comment.Length, .. Comment, 0, 0x21, 0xff, 11, .. "XMP DataXMP"u8, (byte)Comment.Length, .. Comment, 0] : [];
        return [.. picture[..19], .. said, .. loop, .. picture[19..^1], .. said, 0x3b];
    }

    private async Task ServedAsAsync(byte[] plain, byte[] rich)
    {
        var user = await server.SignUpAsync();
        Assert.Contains(Secret, Encoding.Latin1.GetString(rich), StringComparison.Ordinal);
        Assert.Equal(ImageHeaders.Read(rich), ImageHeaders.Read(plain));
        foreach (var made in (Answer[])[(await user.UploadAsync(rich)).Expect(201), (await user.UploadAsync(plain)).Expect(201)])
        {
            Assert.Equal(plain.Length, made["bytes"].GetInt32());
            Assert.Equal(plain, (await server.Nobody.GetAsync(made["url"].GetString()!)).Expect(200).Body);
        }

        var avatar = (await user.SetAvatarAsync(rich)).Expect(200)["avatarUrl"].GetString()!;
        Assert.Equal(plain, (await server.Nobody.GetAsync(avatar)).Expect(200).Body);
    }

    [Fact]
    public Task A_jpeg_keeps_colors_and_pixels_and_loses_everything_else() => ServedAsAsync(PlainJpeg(), RichJpeg(1));

    [Theory]
    [InlineData(6, false)]
    [InlineData(3, true)]
    [InlineData(8, true)]
    public Task Of_a_jpegs_exif_only_which_side_is_up_stays(byte orientation, bool isBigEndian) =>
        ServedAsAsync(PlainJpeg(Segment(0xe1, Bytes("Exif\0\0"), Upright(orientation))), RichJpeg(orientation, isBigEndian));

    [Fact]
    public async Task A_png_keeps_colors_and_pixels_and_loses_what_was_written_into_it()
    {
        var picture = Images.Png();
        await ServedAsAsync(Png(picture, false), Png(picture, true, Exif(1)));
        await ServedAsAsync(Png(picture, false, Upright(5)), Png(picture, true, Exif(5, isBigEndian: true)));
    }

    [Fact]
    public async Task A_webp_keeps_its_pictures_and_says_truly_what_else_it_holds()
    {
        var pixels = Images.WebP()[20..];
        pixels = pixels[..13];
        (string, byte[])[] picture = [("ICCP", [1, 2, 3]), ("VP8L", pixels)];
        await ServedAsAsync(WebP(0x20, picture), WebP(0x2c, [.. picture, ("EXIF", Exif(1)), ("XMP ", Comment), ("ABCD", Comment)]));
        await ServedAsAsync(WebP(0x28, [.. picture, ("EXIF", Upright(6))]), WebP(0x2c, [.. picture, ("XMP ", Comment), ("EXIF", [.. "Exif\0\0"u8, .. Exif(6)])]));
    }

    [Fact]
    public async Task A_gif_keeps_its_loop_and_loses_comments()
    {
        var picture = Images.Gif();
        await ServedAsAsync(Gif(picture, false), Gif(picture, true));
    }

    public static TheoryData<string, byte[]> BrokenSegments => new()
    {
        { "a length that is none", [0xff, 0xfe, 0, 1] },
        { "a length beyond the end", [0xff, 0xfe, 0xff, 0xff] },
        { "bytes between segments", [.. Segment(0xfe, [1]), 0x12, 0x34] },
        { "a mark without a length", [0xff, 0xd8] },
        { "a segment up to the very end", [] },
    };

    [Theory]
    [MemberData(nameof(BrokenSegments))]
    public async Task A_jpeg_that_breaks_off_behind_its_first_scan_is_refused_with_what_it_hides(string what, byte[] broken)
    {
        byte[] hidden = [.. Segment(0xe2, Bytes("MPF\0"), Comment), .. Images.Jpeg()];
        byte[] image = broken.Length > 0 ? Jpeg([], [.. broken, .. hidden], []) : [.. Images.Jpeg()[..^2], .. Segment(0xdb, hidden)];
        Assert.NotNull(ImageHeaders.Read(image));
        var user = await server.SignUpAsync();
        Assert.True((await user.UploadAsync(image)).ExpectProblem(415, "unsupported-media-type").Status == 415, what);
        (await user.SetAvatarAsync(image)).ExpectProblem(415, "unsupported-media-type");
    }

    [Fact]
    public async Task A_repeat_is_known_by_what_was_sent()
    {
        var user = await server.SignUpAsync();
        var key = ("Idempotency-Key", Names.Next("metadata-"));
        var image = RichJpeg(6);
        var first = (await user.UploadAsync(image, key)).Expect(201);
        var again = (await user.UploadAsync(image, key)).Expect(201);
        Assert.Equal((first.Text, "true"), (again.Text, again.Header("Idempotency-Replayed")));
        (await user.UploadAsync(PlainJpeg(), key)).ExpectProblem(409, "conflict");
    }

    [Fact]
    public void A_damaged_image_is_never_a_bug()
    {
        var random = new Random(20260301);
        var whole = 0;
        var picture = Images.Png();
        foreach (var image in (byte[][])[RichJpeg(6), Png(picture, true, Exif(6)), Gif(Images.Gif(), true), WebP(0x2c, ("VP8L", Images.WebP()[20..33]), ("EXIF", Exif(6)))])
        {
            for (var round = 0; round < 5_000; round++)
            {
                var damaged = (byte[])image.Clone();
                for (var n = random.Next(1, 4); n > 0; n--) damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
                if (ImageHeaders.Read(damaged) is not { } read) continue;
                if (ImageMetadata.Strip(damaged, read) is not { } stripped) continue;
                Assert.InRange(stripped.Length, 1, damaged.Length + 64);
                if (ImageHeaders.Read(stripped.Span) == read) whole++;
            }
        }

        Assert.True(whole > 1_000, $"Only {whole} were images after it.");
    }
}
