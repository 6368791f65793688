using System.Collections.Immutable;
using System.Text.Json;
using PromptGrid.Domain.Common;
using PromptGrid.Domain.Notifications;
using PromptGrid.Grains.Interfaces.Prompts;
using PromptGrid.Ledger;

namespace PromptGrid.Grains.Users;

/// <content>What a user decided about notifications: a document of its own, read when it is asked for.</content>
public sealed partial class UserGrain
{
    public async Task<Result<NotificationSettingsDocument>> MuteNotificationsAsync(ImmutableDictionary<string, bool> muted)
    {
        if (_user is null) return NotFound();
        return await ChangeNotificationsAsync(settings => settings.Mute(muted));
    }

    public async Task<Result<CommandReply<string>>> ReadNotificationsAsync(long upTo, string answer, OperationStamp? operation)
    {
        if (_user is null) return NotFound();
        var (before, version) = await ReadSettingsAsync();
        var after = before.Read(upTo);
        if (after == before && operation is null) return new CommandReply<string>(answer, Replayed: false);
        var outcome = await CommitAsync(new WriteSet
        {
            Entity = _id,
            Operation = operation is null ? null : new Operation(operation.Id, operation.Fingerprint, answer),
            Documents = after == before ? [] : [SettingsWrite(after, version)],
        });
        return outcome switch
        {
            CommitOutcome.Committed => new CommandReply<string>(answer, Replayed: false),
            CommitOutcome.AlreadyDone done => new CommandReply<string>(done.Result, Replayed: true),
            _ => Refuse(outcome),
        };
    }

    public async Task<Result<Done>> EraseNotificationsAsync()
    {
        var id = NotificationSettingsDocument.IdOf(_id);
        if (await reader.ReadDocumentAsync(id) is not { } document) return default(Done);
        var outcome = await CommitAsync(new WriteSet { Entity = _id, Documents = [new DocumentWrite(id, document.Version, null)] });
        return outcome is CommitOutcome.Committed ? default(Done) : Refuse(outcome);
    }

    private async Task<Result<NotificationSettingsDocument>> ChangeNotificationsAsync(Func<NotificationSettingsDocument, NotificationSettingsDocument> change)
    {
        var (before, version) = await ReadSettingsAsync();
        var after = change(before);
        if (ReferenceEquals(after, before)) return before;
        var outcome = await CommitAsync(new WriteSet { Entity = _id, Documents = [SettingsWrite(after, version)] });
        return outcome is CommitOutcome.Committed ? after : Refuse(outcome);
    }

    private async Task<(NotificationSettingsDocument Settings, long Version)> ReadSettingsAsync() =>
        await reader.ReadDocumentAsync(NotificationSettingsDocument.IdOf(_id)) is { } document
            ? (JsonSerializer.Deserialize(document.Body, DomainJson.Stored.NotificationSettingsDocument)!, document.Version)
            : (NotificationSettingsDocument.None, 0);

    private DocumentWrite SettingsWrite(NotificationSettingsDocument settings, long version) =>
        new(NotificationSettingsDocument.IdOf(_id), version, JsonSerializer.Serialize(settings, DomainJson.Stored.NotificationSettingsDocument));
}
