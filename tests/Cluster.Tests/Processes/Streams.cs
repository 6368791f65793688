namespace PromptGrid.Cluster.Tests.Processes;

/// <summary>Reads server-sent events.</summary>
internal static class Streams
{
    /// <summary>The data of the next event of this name; fails when it does not come in time.</summary>
    public static async Task<string> NextAsync(this StreamReader stream, string name)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var isIt = false;
        while (await stream.ReadLineAsync(patience.Token) is { } line)
        {
            if (line.StartsWith("event: ", StringComparison.Ordinal)) isIt = line == "event: " + name;
            else if (isIt && line.StartsWith("data: ", StringComparison.Ordinal)) return line["data: ".Length..];
        }

        throw new Xunit.Sdk.XunitException($"The stream ended without an event {name}.");
    }

    /// <summary>Waits until the server ends the stream.</summary>
    public static async Task EndAsync(this StreamReader stream, TimeSpan patienceMax)
    {
        using var patience = new CancellationTokenSource(patienceMax);
        while (await stream.ReadLineAsync(patience.Token) is not null)
        {
            // Heartbeats, and what was told before.
        }
    }
}
