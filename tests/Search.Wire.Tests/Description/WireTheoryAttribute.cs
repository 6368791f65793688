namespace PromptGrid.Search.Wire.Tests.Description;

/// <summary>A theory that needs the official description; skipped, with the reason, where it is not.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class WireTheoryAttribute : TheoryAttribute
{
    public WireTheoryAttribute() => Skip = DescriptionFile.Obstacle;
}
