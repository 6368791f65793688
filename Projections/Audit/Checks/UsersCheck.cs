using System.Text.Json;
using PromptGrid.Domain.Common;
using PromptGrid.Domain.Follows;
using PromptGrid.Domain.PromptCollections;
using PromptGrid.Domain.Prompts;
using PromptGrid.Domain.Users;
using PromptGrid.Ledger;

namespace PromptGrid.Projections.Audit.Checks;

/// <summary>Each user can be read, holds handle and e-mail address, and has as many public prompts, collections, followers and followed users as
/// the profile says.</summary>
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
                    var followers = await snapshot.CountEdgesToAsync([.. documents.Select(d => d.Id)], cancellationToken);
                    var following = await snapshot.CountEdgesFromAsync(FollowEdges.UserMirror, [.. documents.Select(d => d.Id)], cancellationToken);
                    var collections = await snapshot.CountEdgesFromAsync(CollectionEdges.Owns, [.. documents.Select(d => d.Id)], cancellationToken);
                    foreach (var (document, user) in users)
                    {
                        Compare(context, document, DriftKinds.CounterFollowers, UserCounters.Followers, followers.GetValueOrDefault((document.Id, FollowEdges.User)));
                        Compare(context, document, DriftKinds.CounterCollections, CollectionCounters.Collections, collections.GetValueOrDefault(document.Id));
                        Compare(context, document, DriftKinds.CounterFollowing, UserCounters.Following, following.GetValueOrDefault(document.Id));
                        if (user is null)
                        {
                            context.Drifted(DriftKinds.DocumentUnreadable, document.Id, "a user", "something else", null);
                            continue;
                        }

                        foreach (var (kind, key) in KeysOf(user)) Keys.Compare(context, kind, key, document.Id, held.GetValueOrDefault((kind, key)));
                        Compare(context, document, DriftKinds.CounterPrompts, UserCounters.Prompts, published.GetValueOrDefault(document.Id));
                    }
                }
            }

            await context.EndPageAsync(rows, cancellationToken);
            if (rows < context.Settings.PageSize) return;
        }
    }

    private static void Compare(AuditContext context, LedgerDocument document, string kind, string counter, long expected)
    {
        var found = document.Counter(counter);
        if (expected != found) context.Drifted(kind, document.Id, expected, found, (r, _) => r.AddAsync(document.Id, counter, expected - found));
    }

    public static IEnumerable<(string Kind, string Key)> KeysOf(UserDocument user) =>
        user.IsDeleted ? [] : [(UniqueKeys.Handle, user.Handle), (UniqueKeys.Email, UserRules.NormalizeEmail(user.Email))];
}
