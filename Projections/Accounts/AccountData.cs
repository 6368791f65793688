using System.Runtime.CompilerServices;
using System.Text.Json;
using PromptGrid.Domain.Common;
using PromptGrid.Domain.Users;
using PromptGrid.Grains.Interfaces.Accounts;
using PromptGrid.Ledger;

namespace PromptGrid.Projections.Accounts;

/// <summary>The account itself: profile, sessions, API keys. Its own deletion erased all that already.</summary>
public sealed class AccountData(ILedgerReader reader) : IPersonalData
{
    public string Section => "account";

    public async IAsyncEnumerable<string> ExportAsync(string userId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (await reader.ReadDocumentAsync(userId, cancellationToken) is not { } document) yield break;
        var user = JsonSerializer.Deserialize(document.Body, DomainJson.Stored.UserDocument)!;
        // Neither what checks a password nor what checks a key is data about a person; it is what protects it.
        yield return JsonSerializer.Serialize(user with { PasswordHash = "" }, DomainJson.Stored.UserDocument);
    }

    public Task EraseAsync(string userId, CancellationToken cancellationToken) => Task.CompletedTask;
}
