namespace PromptGrid.Runtime.Contract.Tests.Turns;

public sealed class ReadOnlyGrain(Signals signals) : Grain, IReadOnlyGrain
{
    public async Task ReadAsync(string door)
    {
        signals.Note("order", "read begins");
        signals.Count("reading");
        await signals.PassAsync(door);
        signals.Note("order", "read ends");
    }

    public async Task WriteAsync(string door)
    {
        signals.Note("order", "write begins");
        signals.Count("writing");
        await signals.PassAsync(door);
        signals.Note("order", "write ends");
    }

    public Task PingAsync() => Task.CompletedTask;
}
