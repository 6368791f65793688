using System.Buffers.Text;
using System.Text;

namespace PromptGrid.Search.Sqlite.Queries;

/// <summary>Where the next page begins: behind a key, whatever is inserted before it.</summary>
/// <param name="Kind">The order it was made for.</param>
/// <param name="Id">The last prompt of the page before.</param>
/// <param name="Created">Its time, in ticks.</param>
/// <param name="Score">Its likes, trending score or relevance, whichever sorts.</param>
/// <param name="AsOf">The time that relevance was computed for, in ticks.</param>
/// <param name="Snapshot">The remembered order of relevance.</param>
/// <param name="Offset">How far in that order the page before went.</param>
internal sealed record SearchCursor(CursorKind Kind, string Id, long Created, double Score, long AsOf, long Snapshot, int Offset)
{
    private const byte Version = 1;
    private const int FixedLength = 1 + 1 + 8 + 8 + 8 + 8 + 4 + 4;
    private const int MaxLength = 2048;

    public override string ToString()
    {
        using var memory = new MemoryStream();
        using (var writer = new BinaryWriter(memory, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(Version);
            writer.Write((byte)Kind);
            writer.Write(Created);
            writer.Write(Score);
            writer.Write(AsOf);
            writer.Write(Snapshot);
            writer.Write(Offset);
            writer.Write(Encoding.UTF8.GetBytes(Id));
            writer.Write(Checksum(memory.GetBuffer().AsSpan(0, (int)memory.Length)));
        }

        return Base64Url.EncodeToString(memory.GetBuffer().AsSpan(0, (int)memory.Length));
    }

    /// <exception cref="InvalidSearchCursorException">The text is not a cursor for this order.</exception>
    public static SearchCursor Parse(string text, CursorKind kind)
    {
        if (text.Length > MaxLength || !Base64Url.IsValid(text))
            throw new InvalidSearchCursorException();
        var bytes = Base64Url.DecodeFromChars(text);
        if (bytes.Length < FixedLength || bytes[0] != Version || bytes[1] != (byte)kind || BitConverter.ToUInt32(bytes, bytes.Length - 4) != Checksum(bytes.AsSpan(0, bytes.Length - 4)))
            throw new InvalidSearchCursorException();
        using var reader = new BinaryReader(new MemoryStream(bytes, 2, bytes.Length - 6));
        var (created, score, asOf, snapshot, offset) =
            (reader.ReadInt64(), reader.ReadDouble(), reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt32());
        if (offset < 0 || double.IsNaN(score))
            throw new InvalidSearchCursorException();
        return new SearchCursor(kind, Encoding.UTF8.GetString(bytes.AsSpan(FixedLength - 4, bytes.Length - FixedLength)), created, score, asOf, snapshot, offset);
    }

    // FNV-1a: tells a typing mistake from a cursor. It keeps no secret, and a cursor holds nothing that needs one.
    private static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var hash = 2166136261u;
        foreach (var b in bytes)
            hash = (hash ^ b) * 16777619u;
        return hash;
    }
}

/// <summary>The orders of results. Part of cursors: never renumber.</summary>
internal enum CursorKind : byte
{
    Recent = 1,
    Liked = 2,
    Trending = 3,
    Relevance = 4,

    /// <summary>Relevance without a text: trending by another name.</summary>
    RelevanceWithoutText = 5,
}
