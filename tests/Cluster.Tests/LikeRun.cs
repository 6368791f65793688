using System.Collections.Concurrent;
using System.Diagnostics;
using PromptGrid.Cluster.Tests.Processes;

namespace PromptGrid.Cluster.Tests;

/// <summary>Every user likes prompt after prompt, and comments on some, until told to stop, and remembers what was answered.
/// </summary>
internal sealed class LikeRun(GridUser[] users, string[] prompts)
{
    private readonly CancellationTokenSource _stop = new();
    private const int CommentEvery = 4;

    private int _answers;
    private long _slowestMs;

    /// <summary>Likes that were answered 200, numbered.</summary>
    public ConcurrentDictionary<int, (string User, string Prompt)> Answered { get; } = new();

    /// <summary>Comments that were answered 201 at last: the body, which nobody else wrote, and the id.</summary>
    public ConcurrentDictionary<string, string> Comments { get; } = new();

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
            if (i % CommentEvery == 0) await CommentAsync(user, prompt, $"comment {number}-{i}");
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

    /// <summary>Comments as a careful client does: the same request with the same key until it is answered.</summary>
    private async Task CommentAsync(GridUser user, string prompt, string body)
    {
        while (true)
        {
            var (status, contentType, id) = await user.TryCommentAsync(prompt, body);
            if (status == 201)
            {
                Comments[body] = id!;
                return;
            }

            Assert.Equal(503, status);
            Refused.AddOrUpdate((status, contentType), 1, static (_, n) => n + 1);
        }
    }
}
