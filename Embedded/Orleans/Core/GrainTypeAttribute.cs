namespace Orleans;

/// <summary>Names a grain class; without it the name is the class name in lower case without "Grain".</summary>
/// <param name="grainType">The name, unique among the grain classes.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false)]
public sealed class GrainTypeAttribute(string grainType) : Attribute
{
    /// <summary>The name.</summary>
    internal string Name { get; } = grainType;
}
