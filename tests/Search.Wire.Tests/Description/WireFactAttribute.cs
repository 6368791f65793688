namespace PromptGrid.Search.Wire.Tests.Description;

/// <summary>A test that needs the official description; skipped, with the reason, where it is not.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class WireFactAttribute : FactAttribute
{
    public WireFactAttribute() => Skip = DescriptionFile.Obstacle;
}
