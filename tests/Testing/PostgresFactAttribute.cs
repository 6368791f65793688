using Xunit;

namespace PromptGrid.Testing;

/// <summary>A fact about PostgreSQL. Where no server can be started it is skipped, and says why.</summary>
public sealed class PostgresFactAttribute : FactAttribute
{
    public PostgresFactAttribute() => Skip = PostgresServer.Obstacle;
}
