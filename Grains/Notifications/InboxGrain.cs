using PromptGrid.Grains.Interfaces;
using PromptGrid.Grains.Interfaces.Notifications;

namespace PromptGrid.Grains.Notifications;

/// <summary>A bell that rings when a user's inbox changed. See <see cref="IInboxGrain"/> for what it promises.</summary>
public sealed class InboxGrain(TimeProvider time) : Grain, IInboxGrain
{
    // Changes of an earlier activation must not look like ours: they count from the time of activation.
    private long _change;
    private TaskCompletionSource? _touched;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _change = time.GetUtcNow().ToUnixTimeMilliseconds() << 10;
        return Task.CompletedTask;
    }

    public Task TouchAsync()
    {
        _change++;
        _touched?.TrySetResult();
        _touched = null;
        return Task.CompletedTask;
    }

    public async Task<long> WaitAsync(long change, TimeSpan patience)
    {
        if (change != _change || patience <= TimeSpan.Zero) return _change;
        _touched ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            await _touched.Task.WaitAsync(patience < LongPoll.PatienceMax ? patience : LongPoll.PatienceMax, time);
        }
        catch (TimeoutException)
        {
            // Nothing happened: the watcher asks again.
        }

        return _change;
    }
}
