namespace PromptGrid.Api.Live;

/// <summary>
/// The newest state of something that many watch. Watchers never get a queue: each compares the newest state with the one
/// it sent last, so a slow one sees fewer, larger steps and costs no memory.
/// </summary>
public sealed class LiveFeed<T>
    where T : class
{
    private TaskCompletionSource<T> _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The newest state; null before the first.</summary>
    public T? Current { get; private set; }

    /// <summary>True once <see cref="Current"/> is the last state there will be.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Completes with the state after the present one. Take it before reading <see cref="Current"/>.</summary>
    public Task<T> Next => Volatile.Read(ref _next).Task;

    internal int Watchers;

    internal void Publish(T state, bool isLast)
    {
        Current = state;
        IsOver = isLast;
        Interlocked.Exchange(ref _next, new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult(state);
    }
}
