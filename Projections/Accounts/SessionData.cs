using System.Runtime.CompilerServices;
using System.Text.Json;
using PromptGrid.Domain.Common;
using PromptGrid.Domain.Users;
using PromptGrid.Grains.Interfaces.Accounts;
using PromptGrid.Ledger;

namespace PromptGrid.Projections.Accounts;

/// <summary>Open sessions. They went with the account.</summary>
public sealed class SessionData(ILedgerReader reader) : IPersonalData
{
    public string Section => "sessions";

    public async IAsyncEnumerable<string> ExportAsync(string userId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (await reader.ReadDocumentAsync(UserSessionsDocument.IdOf(userId), cancellationToken) is not { } document) yield break;
        foreach (var session in JsonSerializer.Deserialize(document.Body, DomainJson.Stored.UserSessionsDocument)!.Sessions)
        {
            yield return JsonSerializer.Serialize(session, DomainJson.Stored.UserSession);
        }
    }

    public Task EraseAsync(string userId, CancellationToken cancellationToken) => Task.CompletedTask;
}
