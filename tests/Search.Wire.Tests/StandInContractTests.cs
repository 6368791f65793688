using PromptGrid.Search.Contract.Tests.Contract;
using PromptGrid.Search.Contract.Tests.Support;
using PromptGrid.Search.Wire.Tests.Description;
using PromptGrid.Search.Wire.Tests.Support;

namespace PromptGrid.Search.Wire.Tests;

/// <summary>The contract on the stand-in. It shows that the client asks for the right things in the right order and reads
/// the answers rightly, not that a real Elasticsearch understands them so. Without
/// the tests on real prompts and on hostile text, for which the stand-in is too simple and slow.</summary>
public sealed class StandInContractTests
{
    [WireTheory]
    [MemberData(nameof(ContractCases.All), MemberType = typeof(ContractCases))]
    public Task Contract(string test, int data) => ContractCases.RunAsync(new OnTheStandIn(), test, data);

    private sealed class OnTheStandIn : SearchIndexContract
    {
        protected override async Task<ISearchIndexHost> StartAsync() => await StandInHost.StartAsync();
    }
}
