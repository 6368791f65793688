using System.Globalization;

namespace PromptGrid.Ledger;

/// <summary>The etag of a stored state is its version.</summary>
internal static class StateEtag
{
    public static string From(long version) => version.ToString(CultureInfo.InvariantCulture);

    /// <summary>Null stays null; false for what no store ever gave out, which matches nothing.</summary>
    public static bool TryParse(string? etag, out long? version)
    {
        version = null;
        if (etag is null)
            return true;
        if (!long.TryParse(etag, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed))
            return false;
        version = parsed;
        return true;
    }
}
