using System.Reflection;
using PromptGrid.Search.Contract.Tests.Contract;
using PromptGrid.Search.Contract.Tests.Support;

namespace PromptGrid.Search.Contract.Tests.Elasticsearch;

/// <summary>The contract on a real Elasticsearch, where one is given; elsewhere skipped as one test that says why.</summary>
public sealed class ElasticsearchSearchIndexTests
{
    /// <summary>Every test of the contract, by name and number of its data.</summary>
    public static TheoryData<string, int> Cases()
    {
        var cases = new TheoryData<string, int>();
        foreach (var method in typeof(SearchIndexContract).GetMethods().Where(m => m.GetCustomAttribute<FactAttribute>() is { Skip: null }).OrderBy(m => m.Name, StringComparer.Ordinal))
        {
            var count = method.GetCustomAttribute<TheoryAttribute>() is null ? 1 : DataOf(method).Count;
            for (var i = 0; i < count; i++)
                cases.Add(method.Name, i);
        }

        return cases;
    }

    [ElasticsearchTheory]
    [MemberData(nameof(Cases))]
    public async Task Contract(string test, int data)
    {
        var contract = new OnElasticsearch();
        await contract.InitializeAsync();
        try
        {
            var method = typeof(SearchIndexContract).GetMethod(test)!;
            var arguments = method.GetCustomAttribute<TheoryAttribute>() is null ? null : DataOf(method)[data];
            await (Task)method.Invoke(contract, arguments)!;
        }
        finally
        {
            await contract.DisposeAsync();
        }
    }

    private static List<object?[]> DataOf(MethodInfo method) => [.. method.GetCustomAttributes<InlineDataAttribute>().SelectMany(a => a.GetData(method))];

    private sealed class OnElasticsearch : SearchIndexContract
    {
        protected override async Task<ISearchIndexHost> StartAsync() => await ElasticsearchHost.StartAsync();
    }
}
