using System.Net.Http.Headers;
using Microsoft.Extensions.DependencyInjection;
using PromptGrid.Api.Tests.Support;
using PromptGrid.Grains.Interfaces.Accounts;

namespace PromptGrid.Api.Tests.Export;

/// <summary>How many exports may run, and how often.</summary>
public sealed class ExportLimitTests
{
    /// <summary>A part of one's data that is told only when a test lets it.</summary>
    private sealed class Gate : IPersonalData
    {
        private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _waiting;

        public string Section => "gate";

        public int Waiting => Volatile.Read(ref _waiting);

        public void Open() => _opened.SetResult();

        public async IAsyncEnumerable<string> ExportAsync(string userId, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _waiting);
            try
            {
                await _opened.Task.WaitAsync(cancellationToken);
            }
            finally
            {
                Interlocked.Decrement(ref _waiting);
            }

            yield return "1";
        }

        public Task EraseAsync(string userId, CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private static void ExpectLater(Answer answer, int status, string code) =>
        Assert.InRange(int.Parse(answer.ExpectProblem(status, code).Header("Retry-After")!, System.Globalization.CultureInfo.InvariantCulture), 1, 3_600);

    [Fact]
    public async Task One_user_runs_two_exports_and_a_node_three_and_each_that_ends_makes_room()
    {
        var gate = new Gate();
        await using var server = await ApiServer.StartAsync(builder => builder.Services.AddSingleton<IPersonalData>(gate), ("Exports:AtOnceMax", "3"));
        var (ann, bob, eve) = (await server.SignUpAsync(), await server.SignUpAsync(), await server.SignUpAsync());
        var running = new List<Task<Answer>> { ann.GetAsync("/v1/me/export"), ann.GetAsync("/v1/me/export") };
        await Eventually.AsksUntilAsync(() => Task.FromResult(gate.Waiting), n => n == 2);
        ExpectLater(await ann.GetAsync("/v1/me/export"), 429, "rate-limited");
        ExpectLater(await ann.GetAsync("/v1/export"), 429, "rate-limited");

        using var leaving = new CancellationTokenSource();
        var request = new HttpRequestMessage(HttpMethod.Get, "/v1/me/export") { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", bob.AccessToken) } };
        var left = server.Http.SendAsync(request, leaving.Token);
        await Eventually.AsksUntilAsync(() => Task.FromResult(gate.Waiting), n => n == 3);
        ExpectLater(await eve.GetAsync("/v1/me/export"), 503, "overloaded");
        ExpectLater(await server.Nobody.GetAsync("/v1/export?scope=public"), 503, "overloaded");
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);
        await Eventually.AsksUntilAsync(() => Task.FromResult(gate.Waiting), n => n == 2);
        await Eventually.HoldsAsync(async () => (await eve.GetAsync("/v1/export")).Expect(200));

        gate.Open();
        foreach (var answer in await Task.WhenAll(running)) Assert.Contains("{\"section\":\"gate\",\"data\":1}", answer.Expect(200).Text, StringComparison.Ordinal);
        (await ann.GetAsync("/v1/me/export")).Expect(200);
        server.ExpectNoBugs();
    }

    [Fact]
    public async Task One_user_begins_so_many_exports_an_hour_and_others_have_their_own()
    {
        await using var server = await ApiServer.StartAsync(("Exports:PerHour", "2"));
        var (ann, bob) = (await server.SignUpAsync(), await server.SignUpAsync());
        (await ann.GetAsync("/v1/me/export")).Expect(200);
        (await ann.GetAsync("/v1/export?format=csv")).Expect(200);
        ExpectLater(await ann.GetAsync("/v1/me/export"), 429, "rate-limited");
        (await bob.GetAsync("/v1/export")).Expect(200);
        for (var i = 0; i < 2; i++) (await server.Nobody.GetAsync("/v1/export?scope=public")).Expect(200);
        ExpectLater(await server.Nobody.GetAsync("/v1/export?scope=public"), 429, "rate-limited");
        for (var i = 1; i <= 2; i++) (await server.Nobody.GetAsync("/v1/export?scope=public", ("X-Forwarded-For", $"2001:db8:1:1::{i}"))).Expect(200);
        ExpectLater(await server.Nobody.GetAsync("/v1/export?scope=public", ("X-Forwarded-For", "2001:db8:1:1::3")), 429, "rate-limited");
        (await server.Nobody.GetAsync("/v1/export?scope=public", ("X-Forwarded-For", "2001:db8:1:2::1"))).Expect(200);
        // What is refused for another reason costs nothing.
        (await bob.GetAsync("/v1/export?format=xml")).ExpectInvalid("format");
        (await bob.GetAsync("/v1/export")).Expect(200);
    }
}
