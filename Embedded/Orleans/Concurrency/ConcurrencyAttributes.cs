namespace Orleans.Concurrency;

/// <summary>Calls of this method start at once, whatever else the grain is in the middle of. Still one thread at a time.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class AlwaysInterleaveAttribute : Attribute;

/// <summary>Calls of this method may run interleaved with each other, but not with calls of methods that are not read-only.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ReadOnlyAttribute : Attribute;

/// <summary>The caller gets a completed task at once; an exception in the grain is only logged.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OneWayAttribute : Attribute;

/// <summary>All calls to this grain class may interleave at their awaits. Still one thread at a time.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ReentrantAttribute : Attribute;

/// <summary>Calls may be served by several activations of the same identity side by side, none of which holds state that matters.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class StatelessWorkerAttribute : Attribute
{
    /// <summary>As many activations as there are processors.</summary>
    public StatelessWorkerAttribute()
        : this(Environment.ProcessorCount)
    {
    }

    /// <summary>At most <paramref name="maxLocalWorkers"/> activations.</summary>
    public StatelessWorkerAttribute(int maxLocalWorkers) =>
        MaxLocalWorkers = maxLocalWorkers > 0 ? maxLocalWorkers : Environment.ProcessorCount;

    /// <summary>The most activations that exist side by side.</summary>
    internal int MaxLocalWorkers { get; }
}
