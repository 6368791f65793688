using System.Text.RegularExpressions;

namespace PromptGrid.Domain.Tests.Common;

/// <summary>Texts that an attribute cannot hold, because it is stored as UTF-8: half surrogates are given by escapes.</summary>
internal static class Escaped
{
    /// <summary>Reads <c>\ud83d</c> and its like.</summary>
    public static string Text(string escaped) => Regex.Replace(escaped, @"\\u([0-9a-f]{4})", m => ((char)Convert.ToInt32(m.Groups[1].Value, 16)).ToString());
}
