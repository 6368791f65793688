using PromptGrid.Domain.Prompts;
using PromptGrid.Domain.Users;
using PromptGrid.Ledger;

namespace PromptGrid.Grains.Prompts;

/// <summary>
/// Finds the next free <c>name-2</c>, <c>name-3</c> … of an owner without asking for each: it doubles the number until a
/// slug is free and halves back, so that the thousandth prompt of a name costs ten look-ups.
/// </summary>
internal sealed class SlugSearch
{
    /// <summary>Commits that may lose a race for a slug before the caller is told to choose one.</summary>
    public const int AttemptsMax = 20;

    private int _taken = 1;

    public async ValueTask<string> NextAsync(string slug, string ownerId, ILedgerReader reader)
    {
        ValueTask<string?> HolderAsync(int number) => reader.ResolveKeyAsync(UniqueKeys.Slug, UniqueKeys.OfSlug(ownerId, Slugs.Numbered(slug, number)));

        var step = 1;
        var taken = _taken;
        while (await HolderAsync(taken + step) is not null)
        {
            taken += step;
            step = Math.Min(step * 2, 1 << 20);
        }

        var free = taken + step;
        while (free - taken > 1)
        {
            var middle = taken + (free - taken) / 2;
            if (await HolderAsync(middle) is null) free = middle;
            else taken = middle;
        }

        // If the commit finds this one taken too, the search goes on behind it.
        _taken = free;
        return Slugs.Numbered(slug, free);
    }
}
