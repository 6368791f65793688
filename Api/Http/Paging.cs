using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.WebUtilities;

namespace PromptGrid.Api.Http;

/// <summary>One page of a list.</summary>
public sealed record ListView<T>(IReadOnlyList<T> Items, string? NextCursor);

/// <summary>Page sizes and cursors. Cursors are signed, and bound to the list they were made for.</summary>
public sealed class Paging(IDataProtectionProvider protection)
{
    public const int LimitDefault = 20;
    public const int LimitMax = 100;
    private const int CursorLengthMax = 4_000;

    private readonly IDataProtector _protector = protection.CreateProtector("PromptGrid.Cursor");

    public static Result<int> Limit(HttpContext context, int standard = LimitDefault)
    {
        var values = context.Request.Query["limit"];
        if (values.Count == 0) return standard;
        return values.Count == 1 && int.TryParse(values[0], NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit is >= 1 and <= LimitMax
            ? limit
            : Failure.Invalid("limit", $"must be a whole number from 1 to {LimitMax}");
    }

    /// <summary>The position that the request's cursor holds; null without one.</summary>
    /// <param name="list">Names the list with its filters; a cursor of another list is refused.</param>
    public Result<string?> Cursor(HttpContext context, string list)
    {
        var values = context.Request.Query["cursor"];
        if (values.Count == 0) return (string?)null;
        var failure = Failure.Invalid("cursor", "is not a cursor of this list");
        if (values.Count > 1 || values[0] is not { Length: > 0 and <= CursorLengthMax } text) return failure;
        try
        {
            var plain = Encoding.UTF8.GetString(_protector.Unprotect(WebEncoders.Base64UrlDecode(text)));
            var end = plain.IndexOf('\n', StringComparison.Ordinal);
            return end >= 0 && plain[..end] == Name(list) ? plain[(end + 1)..] : failure;
        }
        catch (Exception e) when (e is FormatException or System.Security.Cryptography.CryptographicException or ArgumentException)
        {
            return failure;
        }
    }

    public string? Protect(string list, string? position) =>
        position is null ? null : WebEncoders.Base64UrlEncode(_protector.Protect(Encoding.UTF8.GetBytes(Name(list) + "\n" + position)));

    /// <summary>A page of a short list that is at hand as a whole.</summary>
    /// <param name="id">Names an item; the next page begins behind the one that this page ends with.</param>
    public Result<ListView<T>> Of<T>(HttpContext context, string list, IReadOnlyList<T> items, Func<T, string> id)
    {
        if (!Limit(context).TryGet(out var limit, out var failure)) return failure;
        if (!Cursor(context, list).TryGet(out var position, out failure)) return failure;
        var rest = position is null ? items : [.. items.SkipWhile(i => id(i) != position).Skip(1)];
        List<T> page = [.. rest.Take(limit)];
        return new ListView<T>(page, rest.Count > limit ? Protect(list, id(page[^1])) : null);
    }

    // The name ends at the first line break, so one that has line breaks itself, or is long, goes by its hash.
    private static string Name(string list) => list.Length <= 100 && !list.Contains('\n') ? list : ContentHash.Of(list);
}
