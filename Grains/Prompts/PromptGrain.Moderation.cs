using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using PromptGrid.Domain.Common;
using PromptGrid.Domain.Moderation;
using PromptGrid.Domain.Prompts;
using PromptGrid.Grains.Interfaces.Prompts;
using PromptGrid.Ledger;

namespace PromptGrid.Grains.Prompts;

/// <content>Reports, decisions and appeals. The case is a document beside the prompt, read when it is needed: nearly no
/// prompt has one. Prompt, case, lists and audit trail change in one transaction.</content>
public sealed partial class PromptGrain
{
    public async Task<Result<CommandReply<PromptReport>>> ReportAsync(ReportPrompt command)
    {
        if (await FindRepeatAsync(command.Operation, DomainJson.Stored.PromptReport) is { } repeat) return repeat;
        if (_prompt is not { } prompt || !PromptAccess.CanRead(prompt, command.Viewer)) return Failure.NotFound("prompt");
        var known = await ReadCaseAsync();
        var state = known.State ?? new ModerationCase { PromptId = _id };
        var now = time.GetUtcNow();
        if (!ModerationRules.Report(state, prompt, command.UserId, command.Reason, command.Note, now).TryGet(out var next, out var failure)) return failure;
        // The edge is the truth, and this grain alone adds such edges.
        if ((await reader.ExistingTargetsAsync(ModerationEdges.Report, command.UserId, [state.ReportTarget])).Count > 0)
        {
            return new Failure(FailureCode.Conflict, "You reported this prompt already; moderators will look at it.");
        }

        var report = new PromptReport(command.UserId, command.Reason!, command.Note, now);
        next = next with { AuditCount = state.AuditCount + 1 };
        var entry = new ModerationAuditEntry(ModerationAuditEntry.IdOf(_id, next.AuditCount), _id, ModerationActions.Reported, null, command.Reason, null, now);
        var set = With(
            new WriteSet
            {
                Entity = _id,
                Operation = OperationOf(command.Operation, JsonSerializer.Serialize(report, DomainJson.Stored.PromptReport)),
                Edges = [new EdgeWrite(ModerationEdges.Report, command.UserId, state.ReportTarget, Remove: false, null)],
            },
            CaseWrites(known, prompt, next, prompt, entry));
        return Answer(await CommitAsync(set), report, DomainJson.Stored.PromptReport);
    }

    public async Task<Result<CommandReply<ModerationOutcome>>> ModerateAsync(ModeratePrompt command)
    {
        if (command.Operation is { } operation && await reader.ReadOperationAsync(operation.Id) is { } done)
        {
            return done.Fingerprint == operation.Fingerprint ? new CommandReply<ModerationOutcome>(ReadOutcome(done.Result), Replayed: true) : RefuseWrite(new CommitOutcome.OperationMismatch());
        }

        if (_prompt is not { } before) return Failure.NotFound("prompt");
        var known = await ReadCaseAsync();
        var state = known.State ?? new ModerationCase { PromptId = _id };
        var now = time.GetUtcNow();
        if (!ModerationRules.Decide(state, before, command.ModeratorId, command.Action, command.Reason, now).TryGet(out var decided, out var failure)) return failure;
        if (command.Action == ModerationActions.Feature && await reader.CountEdgesToAsync(PromptEdges.Featured, PromptEdges.FeaturedList) >= ModerationLimits.Featured)
        {
            return new Failure(FailureCode.Conflict, $"At most {ModerationLimits.Featured} prompts are featured at once.");
        }

        var (after, next) = (decided.Prompt, decided.Case with { AuditCount = state.AuditCount + 1 });
        var entry = new ModerationAuditEntry(
            ModerationAuditEntry.IdOf(_id, next.AuditCount), _id, command.Action!, command.ModeratorId, next.Decisions[^1].Reason, next.DecisionCount, now);
        var outcome = new ModerationOutcome(command.Action!, next.DecisionCount, now);
        var set = With(PromptWrites(before, after, outcome), CaseWrites(known, before, next, after, entry));
        var commit = await CommitAsync(set with { Operation = OperationOf(command.Operation, WriteOutcome(outcome)) });
        switch (commit)
        {
            case CommitOutcome.Committed:
                if (!ReferenceEquals(before, after)) Commit(after);
                return new CommandReply<ModerationOutcome>(outcome, Replayed: false);
            case CommitOutcome.AlreadyDone first:
                return new CommandReply<ModerationOutcome>(ReadOutcome(first.Result), Replayed: true);
            default:
                return RefuseWrite(commit);
        }
    }

    public async Task<Result<CommandReply<ModerationAppeal>>> AppealAsync(AppealDecision command)
    {
        if (await FindRepeatAsync(command.Operation, DomainJson.Stored.ModerationAppeal) is { } repeat) return repeat;
        if (_prompt is not { } prompt || !PromptAccess.CanRead(prompt, command.UserId)) return Failure.NotFound("prompt");
        if (!PromptAccess.CanWrite(prompt, command.UserId)) return new Failure(FailureCode.Forbidden, "Only the owner may appeal.");
        var known = await ReadCaseAsync();
        var state = known.State ?? new ModerationCase { PromptId = _id };
        var now = time.GetUtcNow();
        if (!ModerationRules.Appeal(state, prompt, command.Text, now).TryGet(out var next, out var failure)) return failure;
        next = next with { AuditCount = state.AuditCount + 1 };
        var appeal = next.Appeal!;
        var entry = new ModerationAuditEntry(ModerationAuditEntry.IdOf(_id, next.AuditCount), _id, ModerationActions.Appealed, command.UserId, null, appeal.Decision, now);
        var set = With(
            new WriteSet { Entity = _id, Operation = OperationOf(command.Operation, JsonSerializer.Serialize(appeal, DomainJson.Stored.ModerationAppeal)) },
            CaseWrites(known, prompt, next, prompt, entry));
        return Answer(await CommitAsync(set), appeal, DomainJson.Stored.ModerationAppeal);
    }

    public async Task<Result<Done>> ForgetReporterAsync(string userId)
    {
        var known = await ReadCaseAsync();
        if (known.State is not { } state) return default(Done);
        var outcome = await CommitAsync(new WriteSet
        {
            Entity = _id,
            Documents = [new DocumentWrite(ModerationCase.IdOf(_id), known.Version, JsonSerializer.Serialize(ModerationRules.ForgetReporter(state, userId), DomainJson.Stored.ModerationCase))],
            Edges = [new EdgeWrite(ModerationEdges.Report, userId, state.ReportTarget, Remove: true, null)],
        });
        return outcome is CommitOutcome.Committed ? default(Done) : RefuseWrite(outcome);
    }

    private async ValueTask<(ModerationCase? State, long Version)> ReadCaseAsync() => await reader.ReadDocumentAsync(ModerationCase.IdOf(_id)) is { } document
        ? (JsonSerializer.Deserialize(document.Body, DomainJson.Stored.ModerationCase), document.Version)
        : (null, 0);

    /// <summary>What a decision changes of the prompt itself; nothing for one that leaves it as it is.</summary>
    private WriteSet PromptWrites(PromptDocument before, PromptDocument after, ModerationOutcome outcome)
    {
        if (ReferenceEquals(before, after)) return new WriteSet { Entity = _id };
        var moderated = Event(PromptEventNames.Moderated, JsonSerializer.Serialize(
            new PromptModerated(after.OwnerId, after.Visibility, after.ForkedFrom?.Id, outcome.Action, outcome.Decision), DomainJson.Stored.PromptModerated));
        if (after.IsDeleted)
        {
            var deletion = Deletion(before, after);
            return deletion with { Events = deletion.Events.Add(moderated) };
        }

        var edges = ImmutableArray<EdgeWrite>.Empty;
        if (before.IsListed != after.IsListed) edges = edges.Add(PublishesEdge(after, remove: !after.IsListed));
        if (before.FeaturedAt is null != after.FeaturedAt is null) edges = edges.Add(FeaturedEdge(remove: after.FeaturedAt is null));
        return new WriteSet { Entity = _id, Documents = [new DocumentWrite(_id, _revision, Serialize(after))], Edges = edges, Events = [moderated] };
    }

    /// <summary>The case, its places on the desk, and its line in the audit trail.</summary>
    private WriteSet CaseWrites((ModerationCase? State, long Version) known, PromptDocument before, ModerationCase next, PromptDocument after, ModerationAuditEntry entry)
    {
        var (left, entered) = (ModerationRules.Lists(known.State, before), ModerationRules.Lists(next, after));
        return new WriteSet
        {
            Entity = _id,
            Documents =
            [
                new DocumentWrite(ModerationCase.IdOf(_id), known.Version, JsonSerializer.Serialize(next, DomainJson.Stored.ModerationCase)),
                new DocumentWrite(entry.Id, 0, JsonSerializer.Serialize(entry, DomainJson.Stored.ModerationAuditEntry)),
            ],
            Edges =
            [
                new EdgeWrite(ModerationEdges.Audit, entry.Id, ModerationEdges.Desk, Remove: false, null),
                .. left.Except(entered).Order(StringComparer.Ordinal).Select(list => new EdgeWrite(list, _id, ModerationEdges.Desk, Remove: true, null)),
                .. entered.Except(left).Order(StringComparer.Ordinal).Select(list => new EdgeWrite(list, _id, ModerationEdges.Desk, Remove: false, null)),
            ],
        };
    }

    private static WriteSet With(WriteSet set, WriteSet more) => set with
    {
        Documents = [.. set.Documents, .. more.Documents],
        Edges = [.. set.Edges, .. more.Edges],
    };

    private static Operation? OperationOf(OperationStamp? stamp, string result) => stamp is null ? null : new Operation(stamp.Id, stamp.Fingerprint, result);

    /// <summary>The first answer of an operation that was done before; null when it was not.</summary>
    private async ValueTask<Result<CommandReply<T>>?> FindRepeatAsync<T>(OperationStamp? operation, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
    {
        if (operation is null || await reader.ReadOperationAsync(operation.Id) is not { } done) return null;
        if (done.Fingerprint != operation.Fingerprint) return RefuseWrite(new CommitOutcome.OperationMismatch());
        return new CommandReply<T>(JsonSerializer.Deserialize(done.Result, type)!, Replayed: true);
    }

    private static Result<CommandReply<T>> Answer<T>(CommitOutcome outcome, T value, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type) => outcome switch
    {
        CommitOutcome.Committed => new CommandReply<T>(value, Replayed: false),
        CommitOutcome.AlreadyDone first => new CommandReply<T>(JsonSerializer.Deserialize(first.Result, type)!, Replayed: true),
        _ => RefuseWrite(outcome),
    };

    private static string WriteOutcome(ModerationOutcome outcome) =>
        string.Create(CultureInfo.InvariantCulture, $"{outcome.Action} {outcome.Decision} {outcome.At.UtcTicks}");

    private static ModerationOutcome ReadOutcome(string result)
    {
        var parts = result.Split(' ');
        return new ModerationOutcome(parts[0], int.Parse(parts[1], CultureInfo.InvariantCulture), new DateTimeOffset(long.Parse(parts[2], CultureInfo.InvariantCulture), TimeSpan.Zero));
    }
}
