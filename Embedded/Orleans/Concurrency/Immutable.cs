namespace Orleans.Concurrency;

/// <summary>A promise that nobody changes the value any more.</summary>
/// <param name="value">The value.</param>
[GenerateSerializer]
[Immutable]
public readonly struct Immutable<T>(T value)
{
    /// <summary>The value.</summary>
    [Id(0)]
    public readonly T Value = value;
}
