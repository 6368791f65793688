using PromptGrid.Domain.Common;
using PromptGrid.Domain.Users;
using PromptGrid.Ledger.Audit;

namespace PromptGrid.Projections.Audit.Checks;

/// <summary>Each key leads to somebody who goes by it.</summary>
internal sealed class KeysCheck : IAuditCheck
{
    public string Name => "Keys";

    public async Task RunAsync(AuditContext context, CancellationToken cancellationToken)
    {
        KeyRow? after = null;
        while (true)
        {
            int rows;
            await using (var snapshot = await context.Stores.Ledger.OpenAsync(cancellationToken))
            {
                var keys = await snapshot.ScanKeysAsync(after, context.Settings.PageSize, cancellationToken);
                rows = keys.Count;
                if (rows > 0)
                {
                    after = keys[^1];
                    var documents = (await snapshot.ReadDocumentsAsync([.. keys.Select(k => k.Entity)], cancellationToken)).ToDictionary(d => d.Id, StringComparer.Ordinal);
                    foreach (var row in keys)
                    {
                        if (row.Kind is not (UniqueKeys.Handle or UniqueKeys.Email or UniqueKeys.Slug or UniqueKeys.Import)) continue;
                        IEnumerable<(string, string)>? own = [];
                        if (documents.TryGetValue(row.Entity, out var document))
                        {
                            own = row.Kind is UniqueKeys.Handle or UniqueKeys.Email
                                ? Stored.Read(document, DomainJson.Stored.UserDocument, u => u.Id) is { } user ? UsersCheck.KeysOf(user) : null
                                : Stored.Read(document, DomainJson.Stored.PromptDocument, p => p.Id) is { } prompt ? Keys.Of(prompt) : null;
                        }

                        // Nobody can say what a document that cannot be read goes by.
                        if (own is null || own.Contains((row.Kind, row.Key))) continue;
                        context.Drifted(DriftKinds.KeyStray, row.Entity, "no key", Keys.Shown(row.Kind, row.Key), (r, _) => r.SetKeyAsync(row.Kind, row.Key, row.Entity, release: true));
                    }
                }
            }

            await context.EndPageAsync(rows, cancellationToken);
            if (rows < context.Settings.PageSize) return;
        }
    }
}
