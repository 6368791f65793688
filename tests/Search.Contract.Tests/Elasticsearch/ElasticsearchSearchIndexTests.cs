using PromptGrid.Search.Contract.Tests.Contract;
using PromptGrid.Search.Contract.Tests.Support;

namespace PromptGrid.Search.Contract.Tests.Elasticsearch;

/// <summary>The contract on a real Elasticsearch, where one is given; elsewhere skipped as one test that says why.</summary>
public sealed class ElasticsearchSearchIndexTests
{
    [ElasticsearchTheory]
    [MemberData(nameof(ContractCases.All), MemberType = typeof(ContractCases))]
    public Task Contract(string test, int data) => ContractCases.RunAsync(new OnElasticsearch(), test, data);

    private sealed class OnElasticsearch : SearchIndexContract
    {
        protected override async Task<ISearchIndexHost> StartAsync() => await ElasticsearchHost.StartAsync();
    }
}
