namespace PromptGrid.Grains.Interfaces;

/// <summary>Calling the method twice leaves the same state as calling it once, and answers as well: whoever does not know
/// whether a call took effect may repeat it.</summary>
/// <remarks>Methods that take an operation stamp are idempotent when one is given, without this attribute.</remarks>
[AttributeUsage(AttributeTargets.Method)]
public sealed class IdempotentAttribute : Attribute;
