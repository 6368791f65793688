using PromptGrid.Domain.Prompts;
using PromptGrid.Domain.Users;

namespace PromptGrid.Projections.Audit.Checks;

/// <summary>What unique keys should be.</summary>
internal static class Keys
{
    /// <summary>The keys that a prompt holds.</summary>
    public static IEnumerable<(string Kind, string Key)> Of(PromptDocument prompt)
    {
        if (prompt.IsDeleted) yield break;
        yield return (UniqueKeys.Slug, UniqueKeys.OfSlug(prompt.OwnerId, prompt.Slug));
        if (prompt.ImportIdentity is { } identity) yield return (UniqueKeys.Import, UniqueKeys.OfImport(prompt.OwnerId, identity));
    }

    public static void Compare(AuditContext context, string kind, string key, string entity, string? holder)
    {
        if (holder == entity) return;
        // A key that somebody else holds is not taken away: whether that one may have it is for its own check to say.
        context.Drifted(DriftKinds.KeyMissing, entity, Shown(kind, key), holder ?? "nobody", holder is null ? (r, _) => r.SetKeyAsync(kind, key, entity, release: false) : null);
    }

    /// <summary>A key as reports may show it.</summary>
    public static string Shown(string kind, string key) => kind == UniqueKeys.Email ? kind : $"{kind} {key}";
}
