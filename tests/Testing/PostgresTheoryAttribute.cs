using Xunit;

namespace PromptGrid.Testing;

/// <summary>A theory about PostgreSQL. Where no server can be started it is skipped, and says why.</summary>
public sealed class PostgresTheoryAttribute : TheoryAttribute
{
    public PostgresTheoryAttribute() => Skip = PostgresServer.Obstacle;
}
