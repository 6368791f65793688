namespace Orleans.Runtime;

/// <summary>The constructor parameter gets the grain's stored state under this name; it is read before the grain activates.</summary>
/// <param name="stateName">The name of the state within the grain.</param>
/// <param name="storageName">The name of the storage; null means "Default".</param>
[AttributeUsage(AttributeTargets.Parameter)]
public class PersistentStateAttribute(string stateName, string? storageName = null) : Attribute
{
    /// <summary>The name of the state within the grain.</summary>
    public string StateName { get; } = stateName;

    /// <summary>The name of the storage; null means "Default".</summary>
    public string? StorageName { get; } = storageName;
}
