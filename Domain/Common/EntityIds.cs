namespace PromptGrid.Domain.Common;

/// <summary>
/// The shape of ids: a prefix that names the kind, an underscore, and 26 characters of Crockford base32 (128 bits, a
/// UUIDv7), so that ids of one kind sort by the time at which they were made.
/// </summary>
public static class EntityIds
{
    public const string Prompt = "prm";
    public const string User = "usr";
    public const string Session = "ses";
    public const string Job = "job";
    public const string Collection = "col";
    public const string Comment = "cmt";
    public const string Notification = "ntf";
    public const string ApiKey = "key";
    public const string Media = "med";

    private const int EncodedLength = 26;
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

    /// <summary>True when <paramref name="id"/> has exactly the shape that <see cref="Format"/> makes.</summary>
    public static bool IsValid(string? id, string prefix)
    {
        if (id is null || id.Length != prefix.Length + 1 + EncodedLength) return false;
        if (!id.StartsWith(prefix, StringComparison.Ordinal) || id[prefix.Length] != '_') return false;
        // 26 characters hold 130 bits: the first one may only carry three.
        if (id[prefix.Length + 1] > '7') return false;
        foreach (var c in id.AsSpan(prefix.Length + 1))
        {
            if (!Alphabet.Contains(c)) return false;
        }

        return true;
    }

    public static bool IsPrompt(string? id) => IsValid(id, Prompt);

    public static bool IsUser(string? id) => IsValid(id, User);

    public static bool IsComment(string? id) => IsValid(id, Comment);

    /// <summary>The number that an id writes; null for what is no id of the kind.</summary>
    public static UInt128? Parse(string? id, string prefix)
    {
        if (!IsValid(id, prefix)) return null;
        var value = UInt128.Zero;
        foreach (var c in id.AsSpan(prefix.Length + 1)) value = (value << 5) | (UInt128)Alphabet.IndexOf(c, StringComparison.Ordinal);
        return value;
    }

    /// <summary>Writes a value as an id of a kind.</summary>
    public static string Format(string prefix, Guid value)
    {
        Span<byte> bytes = stackalloc byte[16];
        value.TryWriteBytes(bytes, bigEndian: true, out _);
        return Format(prefix, System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(bytes));
    }

    /// <summary>Writes a number as an id of a kind; greater numbers sort later.</summary>
    public static string Format(string prefix, UInt128 value) => string.Create(prefix.Length + 1 + EncodedLength, (prefix, value), static (span, state) =>
    {
        state.prefix.CopyTo(span);
        span[state.prefix.Length] = '_';
        var number = state.value;
        var digits = span[(state.prefix.Length + 1)..];
        for (var i = digits.Length - 1; i >= 0; i--)
        {
            digits[i] = Alphabet[(int)(number & 31)];
            number >>= 5;
        }
    });
}
