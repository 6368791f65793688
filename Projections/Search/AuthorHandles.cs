using System.Collections.Concurrent;
using System.Text.Json;
using PromptGrid.Domain.Common;
using PromptGrid.Ledger;

namespace PromptGrid.Projections.Search;

/// <summary>Handles of users, remembered: a handle changes only by going with its account. Bounded; thread-safe.</summary>
public sealed class AuthorHandles(ILedgerReader reader)
{
    private const int Capacity = 100_000;

    private readonly ConcurrentDictionary<string, string> _handles = new(StringComparer.Ordinal);

    /// <summary>Forgets the handle of a user whose account was deleted.</summary>
    public void Forget(string userId) => _handles.TryRemove(userId, out _);

    /// <summary>The handle of each user; empty for one that does not exist.</summary>
    public async ValueTask<IReadOnlyDictionary<string, string>> ResolveAsync(IEnumerable<string> userIds, CancellationToken cancellationToken)
    {
        var result = new Dictionary<string, string>(StringComparer.Ordinal);
        var missing = new List<string>();
        foreach (var id in userIds.Distinct(StringComparer.Ordinal))
        {
            if (_handles.TryGetValue(id, out var handle)) result[id] = handle;
            else missing.Add(id);
        }

        foreach (var ids in missing.Chunk(1_000))
        {
            foreach (var document in await reader.ReadDocumentsAsync(ids, cancellationToken))
            {
                var handle = JsonSerializer.Deserialize(document.Body, DomainJson.Stored.UserDocument)!.Handle;
                if (_handles.Count >= Capacity) _handles.Clear();
                _handles[document.Id] = result[document.Id] = handle;
            }

            foreach (var id in ids) result.TryAdd(id, "");
        }

        return result;
    }
}
