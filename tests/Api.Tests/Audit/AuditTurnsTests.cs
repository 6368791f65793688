using Microsoft.Extensions.DependencyInjection;
using PromptGrid.Api.Tests.Support;
using PromptGrid.Ledger;
using PromptGrid.Silo.Audit;

namespace PromptGrid.Api.Tests.Audit;

/// <summary>Several processes on one ledger take turns at auditing it.</summary>
public sealed class AuditTurnsTests : IAsyncLifetime
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(6);

    private readonly Clock _clock = new();
    private ApiServer _server = null!;

    public async Task InitializeAsync() => _server = await ApiServer.StartAsync(("Audit:Enabled", "false"));

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Of_many_that_ask_at_once_one_has_the_turn()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Process().TryTakeAsync(Interval, default))));
        Assert.Single(answers, a => a is null);
        Assert.All(answers, a => Assert.True(a is null || a > TimeSpan.Zero && a <= AuditTurns.SilenceMax));
    }

    [Fact]
    public async Task After_a_pass_everybody_waits_for_the_rest_of_the_interval_and_the_last_one_is_known()
    {
        var (one, other) = (Process(), Process());
        Assert.Null(await one.TryTakeAsync(Interval, default));
        Assert.True(await one.EndAsync(counts: true, default));
        Assert.True(one.EndedLast);
        _clock.Advance(TimeSpan.FromHours(2));
        Assert.Equal(TimeSpan.FromHours(4), await other.TryTakeAsync(Interval, default));
        Assert.Equal(TimeSpan.FromHours(4), await one.TryTakeAsync(Interval, default));
        Assert.True(one.EndedLast);
        _clock.Advance(TimeSpan.FromHours(4));
        Assert.Null(await other.TryTakeAsync(Interval, default));
        Assert.NotNull(await one.TryTakeAsync(Interval, default));
        Assert.False(one.EndedLast);
    }

    [Fact]
    public async Task A_holder_that_says_nothing_loses_its_turn_and_cannot_end_it()
    {
        var (dead, other) = (Process(), Process());
        Assert.Null(await dead.TryTakeAsync(Interval, default));
        Assert.Equal(AuditTurns.SilenceMax, await other.TryTakeAsync(Interval, default));
        _clock.Advance(AuditTurns.SilenceMax);
        Assert.Null(await other.TryTakeAsync(Interval, default));
        Assert.False(await dead.KeepAsync(default));
        Assert.False(await dead.EndAsync(counts: true, default));
        Assert.False(dead.EndedLast);
        Assert.True(await other.EndAsync(counts: true, default));
    }

    [Fact]
    public async Task A_holder_that_goes_on_keeps_its_turn_for_as_long_as_it_takes()
    {
        var (holder, other) = (Process(), Process());
        Assert.Null(await holder.TryTakeAsync(Interval, default));
        for (var i = 0; i < 10; i++)
        {
            Assert.NotNull(await other.TryTakeAsync(Interval, default));
            _clock.Advance(AuditTurns.SilenceMax - TimeSpan.FromSeconds(1));
            Assert.True(await holder.KeepAsync(default));
        }

        Assert.True(await holder.EndAsync(counts: true, default));
    }

    [Fact]
    public async Task A_turn_that_is_given_back_is_free_at_once()
    {
        var (stopping, other) = (Process(), Process());
        Assert.Null(await stopping.TryTakeAsync(Interval, default));
        await stopping.GiveBackAsync();
        Assert.Null(await other.TryTakeAsync(Interval, default));
        await stopping.GiveBackAsync();
        Assert.True(await other.KeepAsync(default));
    }

    [Fact]
    public async Task A_clock_that_was_far_ahead_does_not_end_all_audits()
    {
        var (ahead, other) = (Process(), Process());
        _clock.Advance(TimeSpan.FromDays(365));
        Assert.Null(await ahead.TryTakeAsync(Interval, default));
        Assert.True(await ahead.EndAsync(counts: true, default));
        _clock.Advance(TimeSpan.FromDays(-365));
        Assert.Equal(Interval, await other.TryTakeAsync(Interval, default));
        _clock.Advance(Interval);
        Assert.Null(await other.TryTakeAsync(Interval, default));
    }

    private AuditTurns Process() => new(_server.Services.GetRequiredService<ILedgerStore>().States, _clock);

    private sealed class Clock : TimeProvider
    {
        private DateTimeOffset _now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override DateTimeOffset GetUtcNow() => _now;

        public override long GetTimestamp() => _now.Ticks;

        public void Advance(TimeSpan time) => _now += time;
    }
}
