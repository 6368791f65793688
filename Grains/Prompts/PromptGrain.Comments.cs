using System.Collections.Immutable;
using System.Text.Json;
using PromptGrid.Domain.Comments;
using PromptGrid.Domain.Common;
using PromptGrid.Domain.Prompts;
using PromptGrid.Grains.Interfaces.Comments;
using PromptGrid.Grains.Interfaces.Prompts;
using PromptGrid.Ledger;

namespace PromptGrid.Grains.Prompts;

/// <content>Comments. Each is a document that this grain alone writes; which there are is in the ledger's edges, never here.</content>
public sealed partial class PromptGrain
{
    private EdgeTally? _commentTally;

    private EdgeTally CommentTally => _commentTally ??= new EdgeTally(_id, PromptCounters.Comments, PromptEventNames.CommentsChanged);

    public async Task<Result<CommandReply<CommentSnapshot>>> AddCommentAsync(AddComment command)
    {
        // A repeat gets its first answer, even if prompt or parent are gone by now: it tells nothing but what its writer said.
        if (command.Operation is { } operation && await reader.ReadOperationAsync(operation.Id) is { } done)
        {
            return done.Fingerprint == operation.Fingerprint ? await FirstCommentAsync(done.Result) : Refuse(new CommitOutcome.OperationMismatch());
        }

        if (_prompt is not { } prompt || !PromptAccess.CanRead(prompt, command.UserId)) return Failure.NotFound("prompt");
        var parent = command.ParentId is { } parentId && EntityIds.IsComment(parentId) ? (await ReadCommentAsync(parentId)).Comment : null;
        if (!CommentRules.Write(command.CommentId, _id, command.UserId, command.Body, command.ParentId, parent, time.GetUtcNow()).TryGet(out var comment, out var failure)) return failure;
        var thread = new EdgeWrite(CommentEdges.Thread, comment.Id, comment.ParentId ?? _id, Remove: false, comment.ParentId is null ? null : new EdgeTally(comment.ParentId, CommentCounters.Replies, null));
        var outcome = await CommitAsync(new WriteSet
        {
            Entity = _id,
            // The answer to a repeat is read anew: no copy of the text may outlive the comment.
            Operation = command.Operation is null ? null : new Operation(command.Operation.Id, command.Operation.Fingerprint, comment.Id),
            Documents = [CommentWrite(comment, 0)],
            Edges = [Counted(comment, remove: false), thread, new EdgeWrite(CommentEdges.Wrote, command.UserId, comment.Id, Remove: false, null)],
        });
        switch (outcome)
        {
            case CommitOutcome.Committed committed:
                CountComments(committed);
                return new CommandReply<CommentSnapshot>(new CommentSnapshot(comment, 0), Replayed: false);
            case CommitOutcome.AlreadyDone again:
                return await FirstCommentAsync(again.Result);
            default:
                return Refuse(outcome);
        }
    }

    public async Task<Result<Done>> DeleteCommentAsync(string commentId, string userId, bool isModerator)
    {
        if (_prompt is not { } prompt || !PromptAccess.CanRead(prompt, new PromptViewer(userId, isModerator))) return Failure.NotFound("comment");
        var (comment, version) = await ReadCommentAsync(commentId);
        if (comment is null || comment.PromptId != _id) return Failure.NotFound("comment");
        if (!CommentRules.CanDelete(comment, prompt, userId, isModerator)) return new Failure(FailureCode.Forbidden, "Only its author, the prompt's owner and moderators may delete a comment.");
        if (comment.IsDeleted) return default(Done);
        return await EndCommentAsync(CommentRules.Delete(comment, time.GetUtcNow()), version, []);
    }

    public async Task<Result<Done>> EraseCommentAsync(string commentId, string userId)
    {
        var (comment, version) = await ReadCommentAsync(commentId);
        var wrote = new EdgeWrite(CommentEdges.Wrote, userId, commentId, Remove: true, null);
        if (comment is not null && comment.PromptId == _id && comment.AuthorId == userId) return await EndCommentAsync(CommentRules.Erase(comment, time.GetUtcNow()), version, [wrote]);
        var outcome = await CommitAsync(new WriteSet { Entity = _id, Edges = [wrote] });
        return outcome is CommitOutcome.Committed ? default(Done) : Refuse(outcome);
    }

    private async Task<Result<Done>> EndCommentAsync(CommentDocument tombstone, long version, ImmutableArray<EdgeWrite> edges)
    {
        var outcome = await CommitAsync(new WriteSet
        {
            Entity = _id,
            Documents = [CommentWrite(tombstone, version)],
            Edges = [Counted(tombstone, remove: true), .. edges],
        });
        if (outcome is not CommitOutcome.Committed committed) return Refuse(outcome);
        CountComments(committed);
        return default(Done);
    }

    private void CountComments(CommitOutcome.Committed committed)
    {
        if (committed.Position.Sequence >= _countedAt) Count(committed, _counts with { Comments = committed.BatchCounters[0] });
    }

    private async Task<Result<CommandReply<CommentSnapshot>>> FirstCommentAsync(string commentId)
    {
        var document = await reader.ReadDocumentAsync(commentId);
        return document is null ? Failure.NotFound("comment") : new CommandReply<CommentSnapshot>(new CommentSnapshot(Comment(document), document.Counter(CommentCounters.Replies)), Replayed: true);
    }

    private async Task<(CommentDocument? Comment, long Version)> ReadCommentAsync(string commentId) =>
        await reader.ReadDocumentAsync(commentId) is { } document ? (Comment(document), document.Version) : (null, 0);

    private EdgeWrite Counted(CommentDocument comment, bool remove) => new(CommentEdges.Counted, comment.Id, _id, remove, CommentTally);

    private static DocumentWrite CommentWrite(CommentDocument comment, long version) =>
        new(comment.Id, version, JsonSerializer.Serialize(comment, DomainJson.Stored.CommentDocument));

    private static CommentDocument Comment(LedgerDocument document) => JsonSerializer.Deserialize(document.Body, DomainJson.Stored.CommentDocument)!;
}
