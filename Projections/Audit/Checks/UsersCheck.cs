using System.Text.Json;
using PromptGrid.Domain.Common;
using PromptGrid.Domain.Prompts;
using PromptGrid.Domain.Users;

namespace PromptGrid.Projections.Audit.Checks;

/// <summary>Each user can be read, holds handle and e-mail address, and has as many public prompts as the profile says.</summary>
internal sealed class UsersCheck : IAuditCheck
{
    public string Name => "Users";

    public async Task RunAsync(AuditContext context, CancellationToken cancellationToken)
    {
        string? after = null;
        while (true)
        {
            int rows;
            await using (var snapshot = await context.Stores.Ledger.OpenAsync(cancellationToken))
            {
                var documents = await snapshot.ScanDocumentsAsync(EntityIds.User + "_", "/", after, context.Settings.PageSize, cancellationToken);
                rows = documents.Count;
                if (rows > 0)
                {
                    after = documents[^1].Id;
                    var users = documents.Select(d => (Document: d, User: Stored.Read(d, DomainJson.Stored.UserDocument, u => u.Id))).ToList();
                    var keys = users.Where(u => u.User is not null).SelectMany(u => KeysOf(u.User!)).ToList();
                    var held = await snapshot.ResolveKeysAsync(keys, cancellationToken);
                    var published = await snapshot.CountEdgesFromAsync(PromptEdges.Publishes, [.. documents.Select(d => d.Id)], cancellationToken);
                    foreach (var (document, user) in users)
                    {
                        if (user is null)
                        {
                            context.Drifted(DriftKinds.DocumentUnreadable, document.Id, "a user", "something else", null);
                            continue;
                        }

                        foreach (var (kind, key) in KeysOf(user)) Keys.Compare(context, kind, key, document.Id, held.GetValueOrDefault((kind, key)));
                        var (expected, found) = (published.GetValueOrDefault(document.Id), document.Counter(UserCounters.Prompts));
                        if (expected != found)
                        {
                            context.Drifted(DriftKinds.CounterPrompts, document.Id, expected, found, (r, _) => r.AddAsync(document.Id, UserCounters.Prompts, expected - found));
                        }
                    }
                }
            }

            await context.EndPageAsync(rows, cancellationToken);
            if (rows < context.Settings.PageSize) return;
        }
    }

    public static IEnumerable<(string Kind, string Key)> KeysOf(UserDocument user) =>
        user.IsDeleted ? [] : [(UniqueKeys.Handle, user.Handle), (UniqueKeys.Email, UserRules.NormalizeEmail(user.Email))];
}
