using System.Collections.Concurrent;
using System.Text.Json;
using PromptGrid.Domain.Users;
using PromptGrid.Ledger;

namespace PromptGrid.Api.Users;

/// <summary>Names of users for lists and prompts, remembered for <see cref="FreshFor"/>. Bounded; thread-safe.</summary>
public sealed class OwnerCards(ILedgerReader reader, TimeProvider time)
{
    /// <summary>How long a changed display name may still be shown.</summary>
    public static readonly TimeSpan FreshFor = TimeSpan.FromSeconds(5);

    private const int Capacity = 50_000;

    private readonly ConcurrentDictionary<string, (OwnerView View, long At)> _cards = new(StringComparer.Ordinal);

    public async ValueTask<OwnerView> GetAsync(string userId, CancellationToken cancellationToken = default)
    {
        if (_cards.TryGetValue(userId, out var card) && time.GetElapsedTime(card.At) < FreshFor) return card.View;
        return (await GetAsync([userId], cancellationToken))[userId];
    }

    /// <summary>A card for each of the users; one that is gone keeps its id and no name.</summary>
    public async ValueTask<IReadOnlyDictionary<string, OwnerView>> GetAsync(IEnumerable<string> userIds, CancellationToken cancellationToken = default)
    {
        var result = new Dictionary<string, OwnerView>(StringComparer.Ordinal);
        var missing = new List<string>();
        foreach (var id in userIds.Distinct(StringComparer.Ordinal))
        {
            if (_cards.TryGetValue(id, out var card) && time.GetElapsedTime(card.At) < FreshFor) result[id] = card.View;
            else missing.Add(id);
        }

        foreach (var ids in missing.Chunk(1_000))
        {
            var at = time.GetTimestamp();
            foreach (var document in await reader.ReadDocumentsAsync(ids, cancellationToken))
            {
                var user = JsonSerializer.Deserialize(document.Body, DomainJson.Stored.UserDocument)!;
                if (_cards.Count >= Capacity) _cards.Clear();
                result[user.Id] = new OwnerView(user.Id, user.Handle, user.DisplayName, user.AvatarUrl);
                _cards[user.Id] = (result[user.Id], at);
            }

            foreach (var id in ids) result.TryAdd(id, new OwnerView(id, "", ""));
        }

        return result;
    }

    /// <summary>Forgets a user whose name changed on this node.</summary>
    public void Forget(string userId) => _cards.TryRemove(userId, out _);
}
