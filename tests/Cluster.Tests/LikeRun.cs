using System.Collections.Concurrent;
using System.Diagnostics;
using PromptGrid.Cluster.Tests.Processes;

namespace PromptGrid.Cluster.Tests;

/// <summary>Every user likes prompt after prompt until told to stop, and remembers what was answered.</summary>
internal sealed class LikeRun(GridUser[] users, string[] prompts)
{
    private readonly CancellationTokenSource _stop = new();
    private int _answers;
    private long _slowestMs;

    /// <summary>Likes that were answered 200, numbered.</summary>
    public ConcurrentDictionary<int, (string User, string Prompt)> Answered { get; } = new();

    /// <summary>All other answers, counted.</summary>
    public ConcurrentDictionary<(int Status, string? ContentType), int> Refused { get; } = new();

    public long SlowestMs => Volatile.Read(ref _slowestMs);

    public Task StartAsync() => Task.WhenAll(users.Select((user, number) => WriteAsync(user, number)));

    public Task StopAsync() => _stop.CancelAsync();

    public async Task AnsweredAsync(int count)
    {
        var patience = Stopwatch.StartNew();
        while (Answered.Count < count)
        {
            Assert.True(patience.Elapsed < TimeSpan.FromSeconds(60), $"Only {Answered.Count} likes were answered; others: {Describe()}");
            await Task.Delay(20);
        }
    }

    public string Describe() => Refused.IsEmpty ? "none" : string.Join(", ", Refused.Select(r => $"{r.Value} × {r.Key}"));

    private async Task WriteAsync(GridUser user, int number)
    {
        for (var i = number; !_stop.IsCancellationRequested; i++)
        {
            var prompt = prompts[i % prompts.Length];
            var started = Stopwatch.GetTimestamp();
            var answer = await user.TryLikeAsync(prompt);
            var took = (long)Stopwatch.GetElapsedTime(started).TotalMilliseconds;
            for (var slowest = SlowestMs; took > slowest && Interlocked.CompareExchange(ref _slowestMs, took, slowest) != slowest; slowest = SlowestMs)
            {
                // Somebody else was slower meanwhile: compare again.
            }

            if (answer.Status == 200) Answered[Interlocked.Increment(ref _answers)] = (user.Id, prompt);
            else Refused.AddOrUpdate(answer, 1, static (_, n) => n + 1);
        }
    }
}
