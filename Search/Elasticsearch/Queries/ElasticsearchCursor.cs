using System.Buffers.Text;
using System.Text;

namespace PromptGrid.Search.Elasticsearch.Queries;

/// <summary>Where the next page begins: behind a place in a total order, whatever is written before it.</summary>
/// <param name="Order">The order it was made for.</param>
/// <param name="Reading">How the text was understood on the first page.</param>
/// <param name="First">What sorts first: score, likes or trending score.</param>
/// <param name="Created">Then the time, in milliseconds since 1970.</param>
/// <param name="Id">Then the id.</param>
/// <param name="AsOf">The time that relevance is computed for, in milliseconds since 1970.</param>
internal sealed record ElasticsearchCursor(ListOrder Order, Reading Reading, double First, long Created, string Id, long AsOf)
{
    // Another number than the cursors of the SQLite index have.
    private const byte Version = 101;
    private const int FixedLength = 1 + 1 + 1 + 8 + 8 + 8 + 4;
    private const int MaxLength = 2048;

    public override string ToString()
    {
        using var memory = new MemoryStream();
        using (var writer = new BinaryWriter(memory, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(Version);
            writer.Write((byte)Order);
            writer.Write((byte)Reading);
            writer.Write(First);
            writer.Write(Created);
            writer.Write(AsOf);
            writer.Write(Encoding.UTF8.GetBytes(Id));
            writer.Write(Checksum(memory.GetBuffer().AsSpan(0, (int)memory.Length)));
        }

        return Base64Url.EncodeToString(memory.GetBuffer().AsSpan(0, (int)memory.Length));
    }

    /// <exception cref="InvalidSearchCursorException">The text is not a cursor for this order.</exception>
    public static ElasticsearchCursor Parse(string text, ListOrder order)
    {
        if (text.Length > MaxLength || !Base64Url.IsValid(text))
            throw new InvalidSearchCursorException();
        var bytes = Base64Url.DecodeFromChars(text);
        if (bytes.Length <= FixedLength || bytes[0] != Version || bytes[1] != (byte)order || bytes[2] > (byte)Reading.AnyWord
            || BitConverter.ToUInt32(bytes, bytes.Length - 4) != Checksum(bytes.AsSpan(0, bytes.Length - 4)))
            throw new InvalidSearchCursorException();
        using var reader = new BinaryReader(new MemoryStream(bytes, 3, bytes.Length - 7));
        var (first, created, asOf) = (reader.ReadDouble(), reader.ReadInt64(), reader.ReadInt64());
        if (!double.IsFinite(first))
            throw new InvalidSearchCursorException();
        return new ElasticsearchCursor(order, (Reading)bytes[2], first, created, Encoding.UTF8.GetString(bytes.AsSpan(FixedLength - 4, bytes.Length - FixedLength)), asOf);
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
