namespace PromptGrid.Domain.Media.Metadata;

/// <summary>Of a GIF's extensions stay those that change what one sees, and how often an animation runs; comments and other
/// programs' data go.</summary>
internal static class GifMetadata
{
    private const byte Extension = 0x21;
    private const byte Image = 0x2c;
    private const int ImageHeaderLength = 11;

    public static void Strip(ReadOnlySpan<byte> file, KeptBytes kept)
    {
        var at = 13 + ImageHeaders.ColorTable(file[10]);
        while (at < file.Length && file[at] is Extension or Image)
        {
            var end = ImageHeaders.AfterBlocks(file, file[at] == Extension ? at + 2 : at + ImageHeaderLength + ImageHeaders.ColorTable(file[at + 9]));
            if (file[at] == Extension && !IsPicture(file[at + 1], file[(at + 2)..end])) kept.Skip(at, end);
            at = end;
        }
    }

    private static bool IsPicture(byte label, ReadOnlySpan<byte> blocks) => label switch
    {
        0xfe => false,
        0xff => blocks.Length > 12 && (blocks[1..12].SequenceEqual("NETSCAPE2.0"u8) || blocks[1..12].SequenceEqual("ANIMEXTS1.0"u8) || blocks[1..12].SequenceEqual("ICCRGBG1012"u8)),
        _ => true,
    };
}
