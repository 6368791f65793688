using System.Text.Json;
using PromptGrid.Api.Users;
using PromptGrid.Domain.Comments;
using PromptGrid.Domain.Notifications;
using PromptGrid.Domain.Prompts;
using PromptGrid.Ledger;
using PromptGrid.Projections.Notifications;

namespace PromptGrid.Api.Notifications;

/// <summary>Reads inboxes. They hold ids alone; names, titles and texts are looked up here and shown as far as the reader may
/// see them now.</summary>
public sealed class Inbox(ILedgerReader reader, INotificationStore store, OwnerCards owners)
{
    private const int ExcerptLength = 200;

    public async ValueTask<NotificationSettingsDocument> ReadSettingsAsync(string userId, CancellationToken cancellationToken) =>
        await reader.ReadDocumentAsync(NotificationSettingsDocument.IdOf(userId), cancellationToken) is { } document
            ? JsonSerializer.Deserialize(document.Body, DomainJson.Stored.NotificationSettingsDocument)!
            : NotificationSettingsDocument.None;

    /// <summary>How many entries are unread when everything up to a place is read.</summary>
    public ValueTask<long> CountUnreadAsync(string userId, long readUpTo, CancellationToken cancellationToken) => store.CountAsync(userId, readUpTo, cancellationToken);

    /// <summary>Entries newest first, before a place.</summary>
    /// <param name="after">Only those above this place.</param>
    public ValueTask<IReadOnlyList<NotificationRow>> ListAsync(string userId, long? before, long after, int limit, CancellationToken cancellationToken) =>
        store.ListAsync(userId, before, after, limit, cancellationToken);

    /// <summary>The entries as their reader may see them.</summary>
    public async ValueTask<List<NotificationView>> ViewAsync(string userId, IReadOnlyList<NotificationRow> rows, long readUpTo, CancellationToken cancellationToken)
    {
        var comments = await ReadAsync(rows.Where(r => r.Kind == NotificationKinds.Commented).Select(r => r.SubjectId), DomainJson.Stored.CommentDocument, c => c.Id, cancellationToken);
        var prompts = await ReadAsync(rows.SelectMany(r => r.Kind == NotificationKinds.Forked ? (string?[])[r.PromptId, r.SubjectId] : [r.PromptId]), DomainJson.Stored.PromptDocument, p => p.Id, cancellationToken);
        var users = await owners.GetAsync(rows.SelectMany(r => r.Actors).Concat(prompts.Values.Select(p => p.OwnerId)), cancellationToken);

        NotificationPromptView? Prompt(string? id) => id is not null && prompts.TryGetValue(id, out var prompt) && PromptAccess.CanRead(prompt, userId)
            ? new NotificationPromptView(prompt.Id, prompt.Slug, prompt.Title, users[prompt.OwnerId])
            : null;

        NotificationView View(NotificationRow row)
        {
            var prompt = Prompt(row.PromptId);
            var comment = row.Kind == NotificationKinds.Commented && prompt is not null && row.SubjectId is { } id && comments.TryGetValue(id, out var found) && !found.IsDeleted ? found : null;
            return new NotificationView(
                NotificationIds.Format(row.Place),
                row.Kind,
                Microseconds.ToTime(row.At),
                row.Place > readUpTo,
                row.Count,
                [.. row.Actors.Select(a => users[a]).Where(a => a.Handle.Length > 0)],
                prompt,
                row.Kind == NotificationKinds.Forked ? Prompt(row.SubjectId) : null,
                comment is null ? null : new NotificationCommentView(comment.Id, comment.ParentId, Excerpt(comment.Body!)));
        }

        return [.. rows.Select(View)];
    }

    private static string Excerpt(string body)
    {
        if (body.Length <= ExcerptLength) return body;
        // Never half a character.
        return body[..(char.IsHighSurrogate(body[ExcerptLength - 1]) ? ExcerptLength - 1 : ExcerptLength)];
    }

    private async ValueTask<Dictionary<string, T>> ReadAsync<T>(IEnumerable<string?> ids, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type, Func<T, string> idOf, CancellationToken cancellationToken)
    {
        var wanted = ids.OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        return wanted.Count == 0 ? [] : (await reader.ReadDocumentsAsync(wanted, cancellationToken)).Select(d => JsonSerializer.Deserialize(d.Body, type)!).ToDictionary(idOf, StringComparer.Ordinal);
    }
}
