using System.Collections.Frozen;
using Microsoft.Extensions.Options;
using PromptGrid.Domain.Users;
using PromptGrid.Ledger;

namespace PromptGrid.Api.Moderation;

/// <summary>Knows who moderates: the accounts that hold the handles of <c>PROMPTGRID_MODERATORS</c>. Thread-safe.</summary>
public sealed class Moderators(IOptions<ModerationOptions> options, ILedgerReader reader, TimeProvider time)
{
    /// <summary>How long an account that is registered under a moderator's handle may wait for its rights.</summary>
    public static readonly TimeSpan FreshFor = TimeSpan.FromSeconds(5);

    private (FrozenSet<string> Ids, long At)? _known;

    /// <summary>False when no moderator is named, so that nobody need be looked up.</summary>
    public bool Any => options.Value.Moderators.Count > 0;

    public async ValueTask<bool> IsModeratorAsync(string userId, CancellationToken cancellationToken)
    {
        if (!Any) return false;
        if (_known is not { } known || time.GetElapsedTime(known.At) >= FreshFor)
        {
            var at = time.GetTimestamp();
            var holders = await reader.ResolveKeysAsync(UniqueKeys.Handle, [.. options.Value.Moderators], cancellationToken);
            _known = known = (holders.Values.ToFrozenSet(StringComparer.Ordinal), at);
        }

        return known.Ids.Contains(userId);
    }
}
