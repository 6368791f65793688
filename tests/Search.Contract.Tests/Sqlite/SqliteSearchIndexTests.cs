using PromptGrid.Search.Contract.Tests.Contract;
using PromptGrid.Search.Contract.Tests.Support;

namespace PromptGrid.Search.Contract.Tests.Sqlite;

public sealed class SqliteSearchIndexTests : SearchIndexContract
{
    protected override async Task<ISearchIndexHost> StartAsync() => await SqliteHost.StartAsync();
}
