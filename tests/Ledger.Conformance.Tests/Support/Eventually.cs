namespace PromptGrid.Ledger.Conformance.Tests;

/// <summary>Waits for what happens elsewhere by looking again and again.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    /// <summary>Completes when the condition holds; fails after a minute.</summary>
    public static async Task TrueAsync(Func<Task<bool>> condition)
    {
        using var deadline = new CancellationTokenSource(Patience);
        while (!await condition())
            await Task.Delay(Pause, deadline.Token);
    }
}
