namespace PromptGrid.Operations.Tests.Telemetry;

/// <summary>Reads protobuf messages field by field: just enough for OTLP.</summary>
internal static class WireReader
{
    /// <summary>The contents of all length-delimited fields of this number.</summary>
    public static IEnumerable<ReadOnlyMemory<byte>> Fields(ReadOnlyMemory<byte> message, int number)
    {
        var at = 0;
        while (at < message.Length)
        {
            var key = Varint(message.Span, ref at);
            switch (key & 7)
            {
                case 0:
                    Varint(message.Span, ref at);
                    break;
                case 1:
                    at += 8;
                    break;
                case 5:
                    at += 4;
                    break;
                case 2:
                    var length = (int)Varint(message.Span, ref at);
                    if ((int)(key >> 3) == number) yield return message.Slice(at, length);
                    at += length;
                    break;
                default:
                    throw new InvalidDataException("This is no protobuf message.");
            }
        }
    }

    /// <summary>The text of the first field of this number; empty without one.</summary>
    public static string Text(ReadOnlyMemory<byte> message, int number) =>
        Fields(message, number).Select(f => System.Text.Encoding.UTF8.GetString(f.Span)).FirstOrDefault("");

    /// <summary>The bytes of the first field of this number, as hexadecimal digits.</summary>
    public static string Hex(ReadOnlyMemory<byte> message, int number) =>
        Fields(message, number).Select(f => Convert.ToHexString(f.Span)).FirstOrDefault("");

    private static ulong Varint(ReadOnlySpan<byte> bytes, ref int at)
    {
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var b = bytes[at++];
            value |= (ulong)(b & 0x7f) << shift;
            if (b < 0x80) return value;
        }
    }
}
