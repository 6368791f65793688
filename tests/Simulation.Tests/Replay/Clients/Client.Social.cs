using PromptGrid.Domain.Comments;
using PromptGrid.Domain.Common;
using PromptGrid.Domain.Follows;
using PromptGrid.Grains.Interfaces;
using PromptGrid.Grains.Interfaces.Comments;
using PromptGrid.Grains.Interfaces.Prompts;

namespace PromptGrid.Simulation.Tests.Replay;

/// <content>Follow, comment, delete a comment.</content>
internal sealed partial class Client
{
    private Func<Task> Follow(string user, string followed)
    {
        var set = user != followed && Random.Next(5) < 3;
        return () => WriteAsync($"follow {set} {user} {followed}", known.Edge(FollowEdges.User, user, followed), set, async () =>
        {
            var result = await world.CallAsync(grains => grains.User(followed).SetFollowerAsync(user, set));
            return result.Failure;
        });
    }

    private Func<Task> Comment(string user, string prompt)
    {
        var operation = Next("comment");
        var parent = known.CommentIds.Count > 0 && Random.Next(2) == 0 ? Any(known.CommentIds) : null;
        if (parent is not null) prompt = known.Comments[parent].Prompt;
        return () => UntilAnsweredAsync(operation, async () =>
        {
            var command = new AddComment(_ids.New(EntityIds.Comment), user, operation, parent, new OperationStamp(operation, "same"));
            var result = await world.CallAsync(grains => grains.Prompt(prompt).AddCommentAsync(command));
            if (!result.TryGet(out var reply, out var failure)) return (failure, "refused");
            var comment = reply.Value.Comment;
            if (known.Answered(operation, comment.Id) && known.Comments.TryAdd(comment.Id, new KnownComment(comment.Id, comment.PromptId, user, new Register<bool>(true)))) known.CommentIds.Add(comment.Id);
            return (null, comment.Id);
        });
    }

    private Func<Task> DeleteComment(KnownComment comment) => () => WriteAsync($"delete {comment.Id}", comment.Stands, false, async () =>
    {
        var result = await world.CallAsync(grains => grains.Prompt(comment.Prompt).DeleteCommentAsync(comment.Id, comment.Author, isModerator: false));
        return result.Failure;
    });

    /// <summary>Is the text of a comment there?</summary>
    public static bool Stands(CommentDocument comment) => !comment.IsDeleted;
}
