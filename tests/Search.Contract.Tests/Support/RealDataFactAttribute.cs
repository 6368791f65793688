namespace PromptGrid.Search.Contract.Tests.Support;

/// <summary>A test that needs the real prompts; skipped, with the reason, where they are not.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RealDataFactAttribute : FactAttribute
{
    public RealDataFactAttribute() => Skip = DataFiles.Obstacle;
}
