namespace PromptGrid.Runtime.Contract.Tests.Calls;

public sealed class CallGrain(Signals signals) : Grain, ICallGrain
{
    private Parcel? _kept;
    private int _next;

    public Task<Parcel> EchoAsync(Parcel parcel) => Task.FromResult(parcel);

    public async ValueTask<Parcel> EchoValueAsync(Parcel parcel, bool late)
    {
        if (late)
            await Task.Yield();
        return parcel;
    }

    public Task KeepAsync(Parcel parcel)
    {
        _kept = parcel;
        return Task.CompletedTask;
    }

    public Task<Parcel> KeptAsync() => Task.FromResult(_kept!);

    public Task<int> FailAsync(string message, bool late) => late ? FailLateAsync(message) : throw new InvalidDataException(message);

    public async ValueTask FailValueAsync(string message, bool late)
    {
        if (late)
            await Task.Yield();
        throw new InvalidDataException(message);
    }

    public async Task OneWayAsync(string door, bool fails)
    {
        signals.Count("inside");
        await signals.PassAsync(door);
        signals.Count("through");
        if (fails)
            throw new InvalidOperationException("nobody hears this");
    }

    public async Task WaitAtAsync(string door)
    {
        signals.Count("inside");
        await signals.PassAsync(door);
        signals.Count("through");
    }

    public Task WaitBrieflyAtAsync(string door) => WaitAtAsync(door);

    public Task PingAsync() => Task.CompletedTask;

    public Task<int> NextAsync() => Task.FromResult(++_next);

    private static async Task<int> FailLateAsync(string message)
    {
        await Task.Yield();
        throw new InvalidDataException(message);
    }
}
