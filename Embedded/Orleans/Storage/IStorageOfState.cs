namespace Orleans.Core;

/// <summary>A stored record of one type.</summary>
public interface IStorage<TState> : IStorage
{
    /// <summary>The record in memory. Changing it stores nothing until it is written.</summary>
    TState State { get; set; }
}
