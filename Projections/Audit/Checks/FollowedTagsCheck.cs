using PromptGrid.Domain.Follows;

namespace PromptGrid.Projections.Audit.Checks;

/// <summary>Each tag counts its followers.</summary>
internal sealed class FollowedTagsCheck : IAuditCheck
{
    public string Name => "Tags";

    public async Task RunAsync(AuditContext context, CancellationToken cancellationToken)
    {
        string? after = null;
        while (true)
        {
            int tags;
            await using (var snapshot = await context.Stores.Ledger.OpenAsync(cancellationToken))
            {
                var counters = await snapshot.ScanCountersAsync(FollowEdges.TagEntity(""), after, context.Settings.PageSize, cancellationToken);
                var entities = counters.Select(c => c.Entity).Distinct().ToList();
                tags = entities.Count;
                if (tags > 0)
                {
                    after = entities[^1];
                    var followers = await snapshot.CountEdgesToAsync(entities, cancellationToken);
                    foreach (var entity in entities)
                    {
                        var expected = followers.GetValueOrDefault((entity, FollowEdges.Tag));
                        var found = counters.Where(c => c.Entity == entity && c.Name == FollowEdges.TagFollowers).Sum(c => c.Value);
                        if (expected != found) context.Drifted(DriftKinds.CounterFollowers, entity, expected, found, (r, _) => r.AddAsync(entity, FollowEdges.TagFollowers, expected - found));
                    }
                }
            }

            await context.EndPageAsync(tags, cancellationToken);
            if (tags < context.Settings.PageSize) return;
        }
    }
}
