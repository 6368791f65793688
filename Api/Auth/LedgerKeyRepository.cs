using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.Extensions.Options;
using PromptGrid.Ledger;

namespace PromptGrid.Api.Auth;

/// <summary>Keeps data-protection keys in the ledger's database, so that every node reads every node's tokens.</summary>
internal sealed class LedgerKeyRepository(IKeyStore keys) : IXmlRepository
{
    // The interface is synchronous and called a few times in a process's life, off the request path.
    public IReadOnlyCollection<XElement> GetAllElements() =>
        [.. keys.ListAsync().AsTask().GetAwaiter().GetResult().Select(k => XElement.Parse(k.Xml))];

    public void StoreElement(XElement element, string friendlyName) =>
        keys.AddAsync(new StoredKey(friendlyName, element.ToString(SaveOptions.DisableFormatting))).AsTask().GetAwaiter().GetResult();
}

internal sealed class ConfigureKeyManagement(IKeyStore keys) : IConfigureOptions<KeyManagementOptions>
{
    public void Configure(KeyManagementOptions options) => options.XmlRepository = new LedgerKeyRepository(keys);
}
