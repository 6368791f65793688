namespace Orleans;

/// <summary>
/// Each stream of the namespace has a subscription of the grain of this class whose key is the stream's key. An item activates it.
/// </summary>
/// <param name="streamNamespace">The namespace.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public class ImplicitStreamSubscriptionAttribute(string streamNamespace) : Attribute
{
    /// <summary>The namespace.</summary>
    internal string StreamNamespace { get; } = streamNamespace.Trim();
}
