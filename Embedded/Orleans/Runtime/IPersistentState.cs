using Orleans.Core;

namespace Orleans.Runtime;

/// <summary>
/// State of one grain in a storage. It is read before the grain activates and written when the grain says so. Two states of a
/// grain are two records: writing both is not atomic.
/// </summary>
public interface IPersistentState<TState> : IStorage<TState>;
