using Xunit;

namespace PromptGrid.Testing;

/// <summary>A fact that needs pg_dump and pg_restore. Where they are missing it is skipped, and says why.</summary>
public sealed class PostgresToolsFactAttribute : FactAttribute
{
    public PostgresToolsFactAttribute() => Skip = PostgresTools.Obstacle;
}
