using System.Collections.Immutable;
using PromptGrid.Domain.Comments;
using PromptGrid.Domain.Notifications;
using PromptGrid.Domain.Prompts;
using PromptGrid.Ledger;

namespace PromptGrid.Projections.Notifications;

/// <summary>One event that somebody may have to be told of.</summary>
internal sealed record News(string Name, string Subject, DateTimeOffset At, EdgesChanged Edges)
{
    /// <summary>Who made each of the forks.</summary>
    public ImmutableDictionary<string, string> Forkers { get; set; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Puts what it means into inboxes.</summary>
    /// <param name="owner">The owner of the prompt it is about; null when there is none.</param>
    public void Tell(InboxEntries entries, string? owner, IReadOnlyDictionary<string, CommentDocument> comments)
    {
        switch (Name)
        {
            case PromptEventNames.LikesChanged when owner is not null:
                TellLikes(entries, owner);
                break;
            case PromptEventNames.ForksChanged when owner is not null:
                foreach (var (fork, forker) in Forkers) entries.Add(owner, forker, NotificationKinds.Forked, Subject, fork, At);
                break;
            case PromptEventNames.CommentsChanged when owner is not null:
                foreach (var id in Edges.Added)
                {
                    if (comments.TryGetValue(id, out var comment)) TellComment(entries, owner, comment, comment.ParentId is { } parent ? comments.GetValueOrDefault(parent) : null);
                }

                break;
            case Domain.Users.UserEventNames.FollowersChanged:
                foreach (var follower in Edges.Added) entries.Add(Subject, follower, NotificationKinds.Followed, null, null, At);
                break;
            default:
                break;
        }
    }

    private void TellComment(InboxEntries entries, string owner, CommentDocument comment, CommentDocument? parent)
    {
        // Erased or deleted before it was told: then there is nothing to tell.
        if (comment.AuthorId is not { } author || comment.IsDeleted) return;
        entries.Add(owner, author, NotificationKinds.Commented, Subject, comment.Id, At);
        if (parent?.AuthorId is { } answered && answered != owner) entries.Add(answered, author, NotificationKinds.Commented, Subject, comment.Id, At);
    }

    private void TellLikes(InboxEntries entries, string owner)
    {
        entries.Like(owner, Edges.Added, Subject, At);
        foreach (var removed in Edges.Removed) entries.Unlike(owner, removed.Source, Subject, Microseconds.ToTime(removed.AddedAt));
    }
}
