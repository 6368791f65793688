using System.Runtime.CompilerServices;
using System.Text.Json;
using PromptGrid.Domain.Common;
using PromptGrid.Domain.Users;
using PromptGrid.Grains.Interfaces.Accounts;
using PromptGrid.Ledger;

namespace PromptGrid.Projections.Accounts;

/// <summary>API keys, without what checks them. They went with the account.</summary>
public sealed class ApiKeyData(ILedgerReader reader) : IPersonalData
{
    public string Section => "keys";

    public async IAsyncEnumerable<string> ExportAsync(string userId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (await reader.ReadDocumentAsync(UserKeysDocument.IdOf(userId), cancellationToken) is not { } document) yield break;
        foreach (var key in JsonSerializer.Deserialize(document.Body, DomainJson.Stored.UserKeysDocument)!.Keys)
        {
            yield return JsonSerializer.Serialize(key with { Hash = "" }, DomainJson.Stored.UserApiKey);
        }
    }

    public Task EraseAsync(string userId, CancellationToken cancellationToken) => Task.CompletedTask;
}
