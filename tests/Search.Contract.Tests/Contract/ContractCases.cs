using System.Reflection;
using Xunit.Sdk;

namespace PromptGrid.Search.Contract.Tests.Contract;

/// <summary>The tests of the contract as cases of one theory: where an index cannot be had they are one skipped test that says
/// why.</summary>
public static class ContractCases
{
    /// <summary>Every test of the contract, by name and number of its data.</summary>
    public static TheoryData<string, int> All()
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

    /// <summary>Runs one of them.</summary>
    public static async Task RunAsync(SearchIndexContract contract, string test, int data)
    {
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

    // The one argument null, written down alone, is no array of arguments.
    private static List<object?[]> DataOf(MethodInfo method) =>
        [.. method.GetCustomAttributes<DataAttribute>().SelectMany(a => a.GetData(method)).Select(static data => (object?[]?)data ?? [null])];
}
