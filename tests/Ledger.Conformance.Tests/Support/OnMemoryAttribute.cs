using System.Reflection;
using Xunit.Sdk;

namespace PromptGrid.Ledger.Conformance.Tests;

/// <summary>Runs a theory on the ledger in memory, under which the simulation runs.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OnMemoryAttribute : DataAttribute
{
    public override IEnumerable<object[]> GetData(MethodInfo testMethod) => [[Store.Memory]];
}
