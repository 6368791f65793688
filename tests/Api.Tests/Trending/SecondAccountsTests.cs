using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using PromptGrid.Api.Tests.Pages;
using PromptGrid.Api.Tests.Support;
using PromptGrid.Domain.Trending;
using PromptGrid.Projections.Trending;
using PromptGrid.Testing;

namespace PromptGrid.Api.Tests.Trending;

/// <summary>Several accounts on one network: every like counts, but on boards only one within minutes.</summary>
public sealed class SecondAccountsTests : IAsyncLifetime
{
    private const string Home = "203.0.113.7";
    private const string Elsewhere = "198.51.100.9";

    private readonly PutForwardClock _time = new();
    private ApiServer _server = null!;
    private ApiCaller[] _users = [];

    public async Task InitializeAsync()
    {
        _server = await StartAsync();
        _users = await _server.SignUpManyAsync(4);
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    private Task<ApiServer> StartAsync(params (string Name, string? Value)[] settings) =>
        ApiServer.StartAsync((WebApplicationBuilder b) => b.Services.AddSingleton<TimeProvider>(_time), settings);

    private async Task<string> PublishAsync() => (await _users[^1].PublishAsync(tags: [Names.Word()])).Id();

    /// <summary>The prompt is on the board with what that many likes are worth; within minutes a month's score keeps its value.</summary>
    private static Task ScoresAsync(ApiServer server, string id, double worth) => Eventually.HoldsAsync(async () =>
    {
        var items = (await server.Nobody.GetAsync("/v1/trending?window=month&limit=100")).Expect(200)["items"].EnumerateArray();
        var score = items.Where(i => i.Text("prompt.id") == id).Select(i => i.At("score").GetDouble()).SingleOrDefault();
        Assert.InRange(score, worth - 0.01, worth + 0.001);
    });

    /// <summary>The same in the store behind the boards: a board that is watched needs half a minute to see that the clock has
    /// jumped over its lease.</summary>
    private Task StoredAsync(ApiServer server, string id, double worth) => Eventually.HoldsAsync(async () =>
    {
        var row = (await server.Services.GetRequiredService<ITrendingStore>().ReadAsync([id], default)).GetValueOrDefault(id);
        Assert.InRange(row is null ? 0 : ForwardDecay.ValueAt(TrendingWindow.Month, row.Scores.Month, _time.GetUtcNow()), worth - 0.01, worth + 0.001);
    });

    private Task ScoresAsync(string id, double worth) => ScoresAsync(_server, id, worth);

    [Fact]
    public async Task Two_accounts_at_one_address_are_two_likes_and_the_score_of_one()
    {
        var id = await PublishAsync();
        await _users[0].LikeAsync(id, Home);
        Assert.Equal(2, await _users[1].LikeAsync(id, Home));
        await _users[0].SaveAsync(id, Home);
        Assert.Equal(2, await _users[1].SaveAsync(id, Home));
        await ScoresAsync(id, 1 + 2);
        Assert.Equal(2, (await _users[1].ReadAsync(id)).At("counts").Number("likes"));
        Assert.True((await _users[1].ReadAsync(id)).At("viewer").At("liked").GetBoolean());
        Assert.Contains(id, (await _users[1].GetAsync("/v1/me/likes")).Expect(200).Json.ItemIds());
    }

    [Fact]
    public async Task Two_addresses_and_addresses_that_say_nothing_count_each()
    {
        var id = await PublishAsync();
        await _users[0].LikeAsync(id, Home);
        Assert.Equal(2, await _users[1].LikeAsync(id, Elsewhere));
        await ScoresAsync(id, 2);

        var local = await PublishAsync();
        foreach (var (user, address) in _users.Zip([null, "10.1.2.3", "10.1.2.3", "fe80::1"])) await user.LikeAsync(local, address);
        await ScoresAsync(local, 4);
    }

    [Fact]
    public async Task Of_an_IPv6_address_the_first_half_is_the_network()
    {
        var id = await PublishAsync();
        await _users[0].LikeAsync(id, "2001:db8:1:1::1");
        await _users[1].LikeAsync(id, "2001:db8:1:1:ffff::2");
        await _users[2].LikeAsync(id, "2001:db8:1:2::1");
        await ScoresAsync(id, 2);
    }

    [Fact]
    public async Task After_the_minutes_the_next_one_counts()
    {
        var id = await PublishAsync();
        await _users[0].LikeAsync(id, Home);
        _time.Advance(TimeSpan.FromMinutes(9));
        await _users[1].LikeAsync(id, Home);
        await StoredAsync(_server, id, 1);
        _time.Advance(TimeSpan.FromMinutes(2));
        await _users[2].LikeAsync(id, Home);
        await StoredAsync(_server, id, 2);
    }

    [Fact]
    public async Task Taking_back_takes_exactly_what_the_like_had_added()
    {
        var id = await PublishAsync();
        foreach (var user in _users) await user.LikeAsync(id, Home);
        await ScoresAsync(id, 1);

        // One that had added nothing.
        Assert.Equal(3, await _users[1].UnlikeAsync(id, Home));
        await ScoresAsync(id, 1);
        Assert.Equal(4, await _users[1].LikeAsync(id, Home));
        await ScoresAsync(id, 1);

        // The one that had; others keep what they have, and the first to come again is the one that counts.
        Assert.Equal(3, await _users[0].UnlikeAsync(id, Home));
        await ScoresAsync(id, 0);
        Assert.Equal(4, await _users[0].LikeAsync(id, Home));
        await ScoresAsync(id, 1);
        Assert.Equal(3, await _users[2].UnlikeAsync(id, Elsewhere));
        Assert.Equal(4, await _users[2].LikeAsync(id, Elsewhere));
        await ScoresAsync(id, 2);
        foreach (var user in _users) await user.UnlikeAsync(id);
        await ScoresAsync(id, 0);
    }

    [Fact]
    public async Task Forms_of_pages_come_from_a_network_as_well()
    {
        var id = await PublishAsync();
        var (one, two) = (await SiteVisitor.SignUpAsync(_server), await SiteVisitor.SignUpAsync(_server));
        foreach (var visitor in (SiteVisitor[])[one, two])
        {
            foreach (var kind in (string[])["like", "save"]) (await visitor.SendFromAddressAsync(Home, $"/p/{id}/{kind}", ("on", "yes"))).Expect(303);
        }

        Assert.Equal(2, (await _users[0].ReadAsync(id)).Number("counts.likes"));
        await ScoresAsync(id, 1 + 2);
    }

    [Fact]
    public async Task Taken_back_from_wherever_makes_room()
    {
        var id = await PublishAsync();
        await _users[0].LikeAsync(id, Home);
        await _users[0].UnlikeAsync(id, Elsewhere);
        await _users[1].LikeAsync(id, Home);
        await ScoresAsync(id, 1);
        await _users[1].UnlikeAsync(id);
        await _users[2].LikeAsync(id, Home);
        await ScoresAsync(id, 1);

        (await _users[2].SendAsync("DELETE", "/v1/me", ApiCaller.JsonOf(new { password = ApiCaller.Password }))).Expect(204);
        await Eventually.HoldsAsync(async () => Assert.Equal(0, (await _users[3].ReadAsync(id)).Number("counts.likes")));
        await _users[1].LikeAsync(id, Home);
        await ScoresAsync(id, 1);
    }

    [Fact]
    public async Task Who_likes_again_from_elsewhere_takes_nobodys_place()
    {
        var id = await PublishAsync();
        await _users[0].LikeAsync(id, Home);
        Assert.Equal(1, await _users[0].LikeAsync(id, Elsewhere));
        Assert.Equal(2, await _users[1].LikeAsync(id, Elsewhere));
        await ScoresAsync(id, 2);

        // Nor does one who likes again become an echo of another.
        Assert.Equal(2, await _users[0].LikeAsync(id, Elsewhere));
        await ScoresAsync(id, 2);
    }

    [LedgerFileFact]
    public async Task A_restart_and_a_rebuild_come_to_the_same_score()
    {
        var id = await PublishAsync();
        foreach (var user in _users) await user.LikeAsync(id, Home);
        await _users[1].UnlikeAsync(id);
        await _users[2].SaveAsync(id, Elsewhere);
        await ScoresAsync(id, 3);

        await _server.RestartAsync();
        await ScoresAsync(id, 3);
        await _server.StopAsync();
        foreach (var file in Directory.GetFiles(_server.Folder, "projections.db*")) File.Delete(file);
        await _server.InitializeAsync();
        await ScoresAsync(id, 3);

        // Who counted and who did not is known after the restart, although nobody remembers a network.
        await _users[3].UnlikeAsync(id);
        await ScoresAsync(id, 3);
        await _users[0].UnlikeAsync(id);
        await ScoresAsync(id, 2);
    }

    [Fact]
    public async Task Settings_say_how_many_count_for_how_long_and_whether_at_all()
    {
        await using var two = await StartAsync(("SecondAccounts:CountedPerNetwork", "2"), ("SecondAccounts:Window", "00:01:00"), ("Networks:Private", "true"));
        var users = await two.SignUpManyAsync(4);
        var id = (await users[0].PublishAsync()).Id();
        foreach (var user in users[..3]) await user.LikeAsync(id, "10.1.2.3");
        await StoredAsync(two, id, 2);
        _time.Advance(TimeSpan.FromMinutes(2));
        await users[3].LikeAsync(id, "10.1.2.3");
        await StoredAsync(two, id, 3);

        await using var off = await StartAsync(("SecondAccounts:Enabled", "false"));
        users = await off.SignUpManyAsync(2);
        id = (await users[0].PublishAsync()).Id();
        foreach (var user in users) await user.LikeAsync(id, Home);
        await ScoresAsync(off, id, 2);
    }

    [LedgerFileFact]
    public async Task No_address_is_written_to_the_disk_or_to_the_log()
    {
        var id = await PublishAsync();
        foreach (var user in _users) await user.LikeAsync(id, Home);
        await ScoresAsync(id, 1);
        await _server.StopAsync();
        foreach (var file in Directory.GetFiles(_server.Folder, "*.db*"))
        {
            Assert.DoesNotContain(Home, System.Text.Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file)), StringComparison.Ordinal);
        }

        Assert.DoesNotContain(_server.Log.Lines, l => l.Contains(Home, StringComparison.Ordinal));
    }
}
