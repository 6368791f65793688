using System.Collections.Concurrent;
using System.Text.Json;
using PromptGrid.Domain.Common;
using PromptGrid.Ledger;

namespace PromptGrid.Projections.Search;

/// <summary>Handles of users, remembered for <see cref="FreshFor"/>: a handle changes only by going with its account. Bounded;
/// thread-safe.</summary>
public sealed class AuthorHandles(ILedgerReader reader, TimeProvider time)
{
    /// <summary>How long another silo than the one that erases an account may know its handle: shorter than the pause before
    /// the second round of an erasure, so that what is indexed after that holds it no more.</summary>
    public static readonly TimeSpan FreshFor = TimeSpan.FromSeconds(10);

    private const int Capacity = 100_000;

    private readonly ConcurrentDictionary<string, (string Handle, long At)> _handles = new(StringComparer.Ordinal);

    /// <summary>Forgets the handle of a user whose account was deleted, in this process.</summary>
    public void Forget(string userId) => _handles.TryRemove(userId, out _);

    /// <summary>The handle of each user; empty for one that does not exist.</summary>
    public async ValueTask<IReadOnlyDictionary<string, string>> ResolveAsync(IEnumerable<string> userIds, CancellationToken cancellationToken)
    {
        var result = new Dictionary<string, string>(StringComparer.Ordinal);
        var missing = new List<string>();
        foreach (var id in userIds.Distinct(StringComparer.Ordinal))
        {
            if (_handles.TryGetValue(id, out var known) && time.GetElapsedTime(known.At) < FreshFor) result[id] = known.Handle;
            else missing.Add(id);
        }

        foreach (var ids in missing.Chunk(1_000))
        {
            var at = time.GetTimestamp();
            foreach (var document in await reader.ReadDocumentsAsync(ids, cancellationToken))
            {
                var handle = JsonSerializer.Deserialize(document.Body, DomainJson.Stored.UserDocument)!.Handle;
                if (_handles.Count >= Capacity) _handles.Clear();
                result[document.Id] = handle;
                _handles[document.Id] = (handle, at);
            }

            foreach (var id in ids) result.TryAdd(id, "");
        }

        return result;
    }
}
