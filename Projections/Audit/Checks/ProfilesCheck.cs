using PromptGrid.Domain.Common;
using PromptGrid.Domain.Prompts;
using PromptGrid.Domain.Users;
using PromptGrid.Ledger;
using PromptGrid.Ledger.Audit;
using PromptGrid.Projections.Profiles;

namespace PromptGrid.Projections.Audit.Checks;

/// <summary>Each author received as many likes as the events that the profiles projection has followed tell.</summary>
internal sealed class ProfilesCheck : IAuditCheck
{
    private const int OwnersKnownMax = 100_000;

    public string Name => "Profiles";

    public async Task RunAsync(AuditContext context, CancellationToken cancellationToken)
    {
        var after = EntityIds.User + "_";
        while (true)
        {
            var range = new Range(context, after);
            await range.CompareAsync(cancellationToken);
            if (range.End is null) return;
            after = range.End;
        }
    }

    private sealed class Sum
    {
        public long Likes { get; set; }
    }

    private sealed class Range(AuditContext context, string after)
    {
        private readonly EventSums<Sum> _sums = new(after, context.Settings.SumsMax);
        private readonly Dictionary<string, string?> _owners = new(StringComparer.Ordinal);
        private readonly long[] _followed = new long[context.Partitions];

        public string? End => _sums.End;

        public async Task CompareAsync(CancellationToken cancellationToken)
        {
            IReadOnlyList<(long Sequence, long Version)> checkpoints;
            await using (var snapshot = await context.Stores.Ledger.OpenAsync(cancellationToken)) checkpoints = await ProfilesProjection.ReadCheckpointsAsync(snapshot, context.Partitions, cancellationToken);
            for (var partition = 0; partition < _followed.Length; partition++)
            {
                while (_followed[partition] < checkpoints[partition].Sequence)
                {
                    int rows;
                    await using (var snapshot = await context.Stores.Ledger.OpenAsync(cancellationToken)) rows = await FollowAsync(snapshot, partition, checkpoints[partition].Sequence, cancellationToken);
                    await context.EndPageAsync(rows, cancellationToken);
                }
            }

            await ComparePagesAsync(cancellationToken);
        }

        private async Task ComparePagesAsync(CancellationToken cancellationToken)
        {
            string? from = after;
            while (true)
            {
                int rows;
                await using (var snapshot = await context.Stores.Ledger.OpenAsync(cancellationToken))
                {
                    var users = await snapshot.ScanDocumentsAsync(EntityIds.User + "_", "/", from, context.Settings.PageSize, cancellationToken);
                    rows = users.Count;
                    var wrong = users.Where(u => _sums.Covers(u.Id) && Expected(u.Id) != u.Counter(UserCounters.LikesReceived)).ToList();
                    if (wrong.Count > 0)
                    {
                        // What the projection followed meanwhile; then sums and counters are of one moment.
                        var checkpoints = await ProfilesProjection.ReadCheckpointsAsync(snapshot, context.Partitions, cancellationToken);
                        for (var partition = 0; partition < _followed.Length; partition++)
                        {
                            while (_followed[partition] < checkpoints[partition].Sequence) await FollowAsync(snapshot, partition, checkpoints[partition].Sequence, cancellationToken);
                        }
                    }

                    foreach (var user in wrong)
                    {
                        var (expected, found) = (Expected(user.Id), user.Counter(UserCounters.LikesReceived));
                        if (expected != found) context.Drifted(DriftKinds.ProfileLikes, user.Id, expected, found, (r, _) => r.AddAsync(user.Id, UserCounters.LikesReceived, expected - found));
                    }

                    if (rows > 0) from = users[^1].Id;
                }

                await context.EndPageAsync(rows, cancellationToken);
                if (rows < context.Settings.PageSize || !_sums.Covers(from!)) return;
            }
        }

        private long Expected(string user) => _sums.All.TryGetValue(user, out var sum) ? sum.Likes : 0;

        /// <summary>Adds up one page of events.</summary>
        private async Task<int> FollowAsync(ILedgerSnapshot snapshot, int partition, long to, CancellationToken cancellationToken)
        {
            var events = await snapshot.ReadEventsAsync(partition, _followed[partition], context.Settings.PageSize, cancellationToken);
            var liked = events.Where(e => e.Name == PromptEventNames.LikesChanged && e.Position.Sequence <= to).ToList();
            await FindOwnersAsync(snapshot, liked, cancellationToken);
            foreach (var e in liked)
            {
                if (_owners[e.Subject] is not { } owner || _sums.Of(owner) is not { } sum || Stored.Read(e, LedgerJson.Default.EdgesChanged) is not { } edges) continue;
                sum.Likes += edges.Added.Length - edges.Removed.Length;
            }

            _followed[partition] = events.Count == 0 ? to : Math.Min(to, events[^1].Position.Sequence);
            return events.Count;
        }

        private async Task FindOwnersAsync(ILedgerSnapshot snapshot, List<LedgerEvent> liked, CancellationToken cancellationToken)
        {
            if (_owners.Count > OwnersKnownMax) _owners.Clear();
            var unknown = liked.Select(e => e.Subject).Where(id => !_owners.ContainsKey(id)).Distinct().ToList();
            if (unknown.Count == 0) return;
            foreach (var document in await snapshot.ReadDocumentsAsync(unknown, cancellationToken)) _owners[document.Id] = Stored.Read(document, DomainJson.Stored.PromptDocument, p => p.Id)?.OwnerId;
            foreach (var id in unknown) _owners.TryAdd(id, null);
        }
    }
}
