using System.Collections.Concurrent;
using System.Globalization;
using PromptGrid.Domain.Common;
using PromptGrid.Domain.Prompts;
using PromptGrid.Domain.Users;
using PromptGrid.Grains.Interfaces.Projections;
using PromptGrid.Ledger;
using PromptGrid.Ledger.Audit;

namespace PromptGrid.Projections.Profiles;

/// <summary>
/// Counts the likes that a user's prompts received. Exactly once: the counters and the checkpoint are one write set, and
/// the checkpoint is a document whose version fences a second runner.
/// </summary>
public sealed class ProfilesProjection(ILedger ledger, ILedgerReader reader) : IProjection
{
    private const int OwnersMax = 100_000;

    // The owner of a prompt never changes.
    private readonly ConcurrentDictionary<string, string> _owners = new(StringComparer.Ordinal);

    public string Name => ProjectionNames.Profiles;

    public TimeSpan Pace => TimeSpan.FromSeconds(1);

    public TimeSpan PaceWhenBusy => TimeSpan.FromMilliseconds(1_000);

    public int BatchSizeMax => 8_000;

    public async ValueTask<long> ReadCheckpointAsync(int partition, CancellationToken cancellationToken) =>
        Sequence(await reader.ReadDocumentAsync(CheckpointId(partition), cancellationToken));

    public async ValueTask HandleAsync(int partition, IReadOnlyList<LedgerEvent> events, CancellationToken cancellationToken)
    {
        var changes = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var e in events)
        {
            if (e.Name != PromptEventNames.LikesChanged) continue;
            var body = e.ReadEdges();
            changes[e.Subject] = changes.GetValueOrDefault(e.Subject) + body.Added.Length - body.Removed.Length;
        }

        var received = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var prompts in changes.Keys.Where(p => !_owners.ContainsKey(p)).Chunk(500))
        {
            foreach (var document in await reader.ReadDocumentsAsync(prompts, cancellationToken))
            {
                if (_owners.Count >= OwnersMax) break;
                _owners[document.Id] = document.ReadPrompt().OwnerId;
            }
        }

        foreach (var (prompt, change) in changes)
        {
            if (change == 0) continue;
            if (!_owners.TryGetValue(prompt, out var owner))
            {
                if (await reader.ReadDocumentAsync(prompt, cancellationToken) is not { } document) continue;
                owner = document.ReadPrompt().OwnerId;
            }

            received[owner] = received.GetValueOrDefault(owner) + change;
        }

        if (_owners.Count >= OwnersMax) _owners.Clear();
        await CommitAsync(partition, events[0].Position.Sequence - 1, events[^1].Position.Sequence, received, cancellationToken);
    }

    public async ValueTask SkipAsync(LedgerPosition position, CancellationToken cancellationToken) =>
        await CommitAsync(position.Partition, position.Sequence - 1, position.Sequence, [], cancellationToken);

    private async Task CommitAsync(int partition, long from, long to, Dictionary<string, long> received, CancellationToken cancellationToken)
    {
        var id = CheckpointId(partition);
        var checkpoint = await reader.ReadDocumentAsync(id, cancellationToken);
        // Somebody else handled these meanwhile: reading on from the stored checkpoint is right, counting again is not.
        if (Sequence(checkpoint) != from) throw new LedgerUnavailableException("The profiles checkpoint moved under this runner.");
        var outcome = await ledger.CommitAsync(new WriteSet
        {
            Entity = id,
            Documents = [new DocumentWrite(id, checkpoint?.Version ?? 0, to.ToString(CultureInfo.InvariantCulture))],
            Counters = [.. received.Where(r => r.Value != 0).Select(r => new CounterAdd(r.Key, UserCounters.LikesReceived, r.Value))],
        });
        if (outcome is not CommitOutcome.Committed) throw new LedgerUnavailableException($"The profiles checkpoint was not committed: {outcome.GetType().Name}.");
    }

    /// <summary>The checkpoint of each partition in a snapshot, and the version of the document that holds it.</summary>
    internal static async ValueTask<IReadOnlyList<(long Sequence, long Version)>> ReadCheckpointsAsync(ILedgerSnapshot snapshot, int partitions, CancellationToken cancellationToken)
    {
        var documents = (await snapshot.ReadDocumentsAsync([.. Enumerable.Range(0, partitions).Select(CheckpointId)], cancellationToken)).ToDictionary(d => d.Id, StringComparer.Ordinal);
        return [.. Enumerable.Range(0, partitions).Select(p => documents.TryGetValue(CheckpointId(p), out var document) ? (Sequence(document), document.Version) : (0, 0))];
    }

    /// <summary>Moves a checkpoint to where a repair says that the counters are.</summary>
    internal static WriteSet CheckpointWrite(int partition, long version, long sequence) => new()
    {
        Entity = CheckpointId(partition),
        Documents = [new DocumentWrite(CheckpointId(partition), version, sequence.ToString(CultureInfo.InvariantCulture))],
    };

    private static long Sequence(LedgerDocument? checkpoint) =>
        checkpoint is null ? 0 : long.Parse(checkpoint.Body, CultureInfo.InvariantCulture);

    private static string CheckpointId(int partition) => ProjectionKey.Format("projection/" + ProjectionNames.Profiles, partition);
}
