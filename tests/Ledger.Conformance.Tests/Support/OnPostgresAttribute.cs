using System.Reflection;
using PromptGrid.Testing;
using Xunit.Sdk;

namespace PromptGrid.Ledger.Conformance.Tests;

/// <summary>Runs a theory on PostgreSQL; where no server can be started, shows it as skipped and says why.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OnPostgresAttribute : DataAttribute
{
    public OnPostgresAttribute() => Skip = PostgresServer.Obstacle;

    public override IEnumerable<object[]> GetData(MethodInfo testMethod) => [[Store.Postgres]];
}
