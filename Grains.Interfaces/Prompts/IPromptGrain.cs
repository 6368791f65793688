using Orleans.Concurrency;
using PromptGrid.Domain.Common;
using PromptGrid.Domain.Moderation;
using PromptGrid.Domain.Prompts;
using PromptGrid.Domain.Tags;
using PromptGrid.Grains.Interfaces.Comments;

namespace PromptGrid.Grains.Interfaces.Prompts;

/// <summary>
/// The single writer of one prompt. Key: the prompt's id. Every answer to a write stands for something durable.
/// </summary>
/// <remarks>
/// Publish, edit, fork and delete run one at a time. Reactions interleave, with each other and with edits, so that many
/// callers share one commit; they are exact and idempotent, because the ledger's edges are the truth. A caller whose
/// call fails with an exception does not know whether it took effect and may repeat it: nothing is counted twice.
/// </remarks>
[Alias("promptgrid.IPromptGrain")]
public interface IPromptGrain : IGrainWithStringKey
{
    /// <summary>The prompt as this viewer may see it; not-found otherwise.</summary>
    [Idempotent, AlwaysInterleave, Alias("get")]
    ValueTask<Result<PromptSnapshot>> GetAsync(PromptViewer viewer);

    /// <summary>Creates the prompt under this grain's id. Idempotent by the command's operation.</summary>
    [Alias("publish")]
    Task<Result<CommandReply<PromptSnapshot>>> PublishAsync(PublishPrompt command);

    /// <summary>Creates the prompt under this grain's id as a fork of what the forker may read of another. Idempotent by
    /// the command's operation.</summary>
    [Alias("fork")]
    Task<Result<CommandReply<PromptSnapshot>>> ForkAsync(ForkPrompt command);

    /// <summary>Edits the prompt; precondition-failed when it is no longer at the revision that was seen.</summary>
    [Alias("edit")]
    Task<Result<PromptSnapshot>> EditAsync(EditPrompt command);

    /// <summary>Makes an old version's content the next version; precondition-failed as for an edit. Idempotent by the
    /// command's operation.</summary>
    [Alias("restore")]
    Task<Result<CommandReply<RestoredVersion>>> RestoreAsync(RestoreVersion command);

    /// <summary>Deletes the prompt; its forks keep their lineage. Deleting twice answers not-found.</summary>
    [Alias("delete")]
    Task<Result<Done>> DeleteAsync(string userId);

    /// <summary>Sets whether a user likes the prompt, from nobody knows where. Setting it again changes nothing. API nodes of
    /// earlier releases call it while a cluster is upgraded.</summary>
    [Idempotent, AlwaysInterleave, Alias("like")]
    ValueTask<Result<Reaction>> SetLikeAsync(string userId, bool liked);

    /// <summary>Sets whether a user saved the prompt, from nobody knows where. Setting it again changes nothing. API nodes of
    /// earlier releases call it while a cluster is upgraded.</summary>
    [Idempotent, AlwaysInterleave, Alias("save")]
    ValueTask<Result<Reaction>> SetSaveAsync(string userId, bool saved);

    /// <summary>The same, and says from where: on boards likes of several accounts on one network within minutes count as one.
    /// Everywhere else each counts.</summary>
    /// <param name="network">A number that stands for the network; 0 for one that nobody knows, which is nobody's. It is
    /// remembered for minutes and never stored.</param>
    [Idempotent, AlwaysInterleave, Alias("like-from")]
    ValueTask<Result<Reaction>> SetLikeFromAsync(string userId, bool liked, long network);

    /// <summary>The same for a save.</summary>
    [Idempotent, AlwaysInterleave, Alias("save-from")]
    ValueTask<Result<Reaction>> SetSaveFromAsync(string userId, bool saved, long network);

    /// <summary>Makes the fork edge agree with what that fork is now: there while it is public, gone otherwise.
    /// Idempotent; called by the lineage projection.</summary>
    [Idempotent, AlwaysInterleave, Alias("reflect-fork")]
    Task ReflectForkAsync(string forkId);

    /// <summary>Adds a comment. Idempotent by the command's operation; interleaves, so that many share a commit.</summary>
    [AlwaysInterleave, Alias("add-comment")]
    Task<Result<CommandReply<CommentSnapshot>>> AddCommentAsync(AddComment command);

    /// <summary>Makes a comment a tombstone: the text is gone, the thread stays. Deleting twice changes nothing.</summary>
    [Idempotent, Alias("delete-comment")]
    Task<Result<Done>> DeleteCommentAsync(string commentId, string userId, bool isModerator);

    /// <summary>Makes a comment of an erased account a tombstone without an author, whatever became of the prompt. Doing it
    /// twice changes nothing.</summary>
    [Idempotent, Alias("erase-comment")]
    Task<Result<Done>> EraseCommentAsync(string commentId, string userId);
    /// <summary>Takes back whatever a user who is going did to this prompt, whether they may see it or not. Idempotent.</summary>
    /// <exception cref="Exception">It is not known whether all of it happened: repeat it.</exception>
    [Idempotent, AlwaysInterleave, Alias("forget-user")]
    Task ForgetUserAsync(string userId);

    /// <summary>Takes the name of a source's owner who is going out of this fork; which prompt and version it came from stays.
    /// Idempotent.</summary>
    [Idempotent, Alias("forget-source-owner")]
    Task<Result<Done>> ForgetSourceOwnerAsync(string ownerId);

    /// <summary>Adds to the usage counters. Not exact: a node that dies loses what it had not handed over yet.</summary>
    [AlwaysInterleave, Alias("use")]
    Task RecordUseAsync(long views, long copies, long runs);

    /// <summary>Gives the prompt the tags that its own are aliases of; tells whether any was. No new version. Idempotent.</summary>
    [Idempotent, Alias("retag")]
    Task<Result<bool>> RetagAsync(TagAliases aliases);

    /// <summary>Reports the prompt; conflict when this user's last report is still open. Idempotent by the command's
    /// operation.</summary>
    [Alias("report")]
    Task<Result<CommandReply<PromptReport>>> ReportAsync(ReportPrompt command);

    /// <summary>Commits a moderator's decision: prompt, case, lists and audit trail in one transaction. Idempotent by the
    /// command's operation.</summary>
    [Alias("moderate")]
    Task<Result<CommandReply<ModerationOutcome>>> ModerateAsync(ModeratePrompt command);

    /// <summary>Puts the owner's appeal before the moderators. Idempotent by the command's operation.</summary>
    [Alias("appeal")]
    Task<Result<CommandReply<ModerationAppeal>>> AppealAsync(AppealDecision command);

    /// <summary>Takes a user's id out of the open reports on this prompt, as their account goes. Idempotent.</summary>
    [Idempotent, Alias("forget-reporter")]
    Task<Result<Done>> ForgetReporterAsync(string userId);

    /// <summary>Completes when the prompt's sequence of changes is past <paramref name="change"/>, or after
    /// <paramref name="patience"/> with the prompt as it is; a long poll for live counters.</summary>
    [Idempotent, AlwaysInterleave, ResponseTimeout(LongPoll.Timeout), Alias("wait")]
    Task<Result<PromptSnapshot>> WaitAsync(PromptViewer viewer, long change, TimeSpan patience);
}
