using System.Text;

namespace PromptGrid.Domain.Common;

/// <summary>What any text from outside must satisfy before it is stored.</summary>
public static class TextRules
{
    /// <summary>
    /// Checks one text: present when required, at most <paramref name="maxLength"/> UTF-16 units, whole characters only
    /// (no lone surrogates), no NUL and no other control characters than tab and line breaks; line breaks only where
    /// <paramref name="multiline"/>.
    /// </summary>
    /// <returns>What is wrong, or null.</returns>
    public static string? Check(string? text, int maxLength, bool required = false, bool multiline = true)
    {
        if (required && string.IsNullOrWhiteSpace(text)) return "is required";
        if (text is null) return null;
        if (text.Length > maxLength) return $"is longer than {maxLength} characters";
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (char.IsSurrogate(c))
            {
                if (!char.IsHighSurrogate(c) || i + 1 == text.Length || !char.IsLowSurrogate(text[i + 1])) return "holds half of a surrogate pair";
                i++;
            }
            else if (IsForbidden(c) || (!multiline && IsLineBreak(c)))
            {
                return multiline ? "holds a control character" : "holds a control character or a line break";
            }
        }

        return null;
    }

    /// <summary>Adds to <paramref name="errors"/> what <see cref="Check"/> says.</summary>
    public static void Check(ValidationErrors errors, string field, string? text, int maxLength, bool required = false, bool multiline = true)
    {
        if (Check(text, maxLength, required, multiline) is { } problem) errors.Add(field, problem);
    }

    /// <summary>Checks what people and things are called by: one line as in <see cref="Check(string?, int, bool, bool)"/>, and
    /// nothing that cannot be seen or turns the writing direction (<see cref="InvisibleCharacters"/>).</summary>
    /// <returns>What is wrong, or null.</returns>
    public static string? CheckLabel(string? text, int maxLength, bool required = false) =>
        Check(text, maxLength, required, multiline: false)
        ?? (text is not null && InvisibleCharacters.FirstIn(text) is { } hidden ? FormattableString.Invariant($"holds a character that cannot be seen or turns the writing direction (U+{hidden.Value:X4})") : null);

    /// <summary>Adds to <paramref name="errors"/> what <see cref="CheckLabel(string?, int, bool)"/> says.</summary>
    /// <param name="known">What stands there already: it may stay as it is.</param>
    public static void CheckLabel(ValidationErrors errors, string field, string? text, int maxLength, bool required = false, string? known = null)
    {
        if ((text == known ? Check(text, maxLength, required, multiline: false) : CheckLabel(text, maxLength, required)) is { } problem) errors.Add(field, problem);
    }

    /// <summary>Makes an imported label storable: drops what <see cref="CheckLabel(string?, int, bool)"/> refuses in it, other
    /// than its length and line breaks.</summary>
    public static string CleanLabel(string text) => InvisibleCharacters.RemoveFrom(Clean(text));

    /// <summary>True for an absolute http or https URL without user information, white space or unstorable text.</summary>
    public static bool IsWebUrl(string? url) =>
        url is not null && !url.Any(char.IsWhiteSpace) && Check(url, int.MaxValue, multiline: false) is null
        && Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.UserInfo.Length == 0 && uri.Host.Length > 0;

    /// <summary>Makes imported text storable: drops what <see cref="Check"/> refuses, keeps everything else.</summary>
    public static string Clean(string text)
    {
        if (Check(text, int.MaxValue) is null) return text;
        var clean = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]))
            {
                clean.Append(text, i, 2);
                i++;
            }
            else if (!char.IsSurrogate(text[i]) && !IsForbidden(text[i])) clean.Append(text[i]);
        }

        return clean.ToString();
    }

    private static bool IsForbidden(char c) => char.IsControl(c) && c is not ('\t' or '\n' or '\r');

    /// <summary>Besides CR and LF, Unicode's own line and paragraph separators.</summary>
    private static bool IsLineBreak(char c) => c is '\n' or '\r' or '\u2028' or '\u2029';
}
