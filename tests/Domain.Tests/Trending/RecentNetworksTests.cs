using PromptGrid.Domain.Trending;

namespace PromptGrid.Domain.Tests.Trending;

public sealed class RecentNetworksTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(10);

    private readonly RecentNetworks _seen = new();

    private Sighting See(long network, string user, double minutes = 0, int most = 1) => _seen.See(network, user, Start.AddMinutes(minutes), Window, most);

    [Fact]
    public void The_first_of_a_network_counts_and_others_are_echoes()
    {
        Assert.Equal(Sighting.New, See(1, "a"));
        Assert.Equal(Sighting.Echo, See(1, "b"));
        Assert.Equal(Sighting.New, See(2, "b"));
        Assert.Equal(Sighting.Echo, See(2, "a"));
    }

    [Fact]
    public void The_same_account_is_never_an_echo_of_itself()
    {
        See(1, "a");
        Assert.Equal(Sighting.Known, See(1, "a", 5));
    }

    [Fact]
    public void The_window_begins_with_what_counted_and_echoes_do_not_prolong_it()
    {
        See(1, "a");
        Assert.Equal(Sighting.Echo, See(1, "b", 9.99));
        Assert.Equal(Sighting.New, See(1, "b", 10));
        Assert.Equal(Sighting.Echo, See(1, "c", 19.99));
        Assert.Equal(Sighting.New, See(1, "a", 20));
        Assert.Equal(1, _seen.Count);
    }

    [Fact]
    public void As_many_count_as_may()
    {
        Assert.Equal([Sighting.New, Sighting.New, Sighting.New, Sighting.Echo], ((string[])["a", "b", "c", "d"]).Select(u => See(1, u, most: 3)));
        Assert.Equal(Sighting.Known, See(1, "b", 1, most: 3));
    }

    [Fact]
    public void What_is_forgotten_makes_room_and_only_its_account_can()
    {
        See(1, "a");
        _seen.Forget(1, "b");
        _seen.Forget(2, "a");
        Assert.Equal(Sighting.Echo, See(1, "b"));
        _seen.Forget(1, "a");
        Assert.Equal(Sighting.New, See(1, "b"));
        Assert.Equal(Sighting.Echo, See(1, "a"));
    }

    [Fact]
    public void Taken_back_anywhere_makes_room_in_every_network()
    {
        See(1, "a");
        See(2, "a");
        See(2, "b", most: 2);
        _seen.Forget("a");
        Assert.Equal(Sighting.New, See(1, "c"));
        Assert.Equal(Sighting.Echo, See(2, "c"));
        Assert.Equal(Sighting.Known, See(2, "b"));
    }

    [Fact]
    public void Nobody_is_remembered_for_longer_than_the_window()
    {
        See(1, "a");
        See(2, "b", 5);
        _seen.Expire(Start.AddMinutes(9.99), Window);
        Assert.Equal(2, _seen.Count);
        _seen.Expire(Start.AddMinutes(10), Window);
        Assert.Equal(1, _seen.Count);
        Assert.Equal(Sighting.Echo, See(2, "a", 14.99));
        _seen.Expire(Start.AddMinutes(15), Window);
        Assert.Equal(0, _seen.Count);
    }

    [Fact]
    public void A_clock_that_was_set_back_locks_nobody_in()
    {
        See(1, "a", 60);
        Assert.Equal(Sighting.New, See(1, "b"));
    }

    [Fact]
    public void Networks_are_few_the_oldest_is_forgotten_first()
    {
        for (var network = 1; network <= RecentNetworks.RecordsMax + 10; network++) Assert.Equal(Sighting.New, See(network, "a"));
        Assert.Equal(RecentNetworks.RecordsMax, _seen.Count);
        Assert.Equal(Sighting.Echo, See(11, "b"));
        Assert.Equal(Sighting.Echo, See(RecentNetworks.RecordsMax + 10, "b"));
        for (var network = 1; network <= 10; network++) Assert.Equal(Sighting.New, See(network, "b"));
    }

    [Fact]
    public void Whatever_happens_it_answers_as_a_list_of_all_that_happened_would()
    {
        var random = new Random(7);
        var all = new List<(long Network, string User, double At)>();
        var now = 0.0;
        for (var i = 0; i < 20_000; i++)
        {
            now += random.Next(3) * 0.5;
            var (network, user, most) = (random.Next(1, 6), $"u{random.Next(5)}", 2);
            var recent = all.Where(s => s.Network == network && now - s.At < Window.TotalMinutes).ToList();
            if (random.Next(4) == 0)
            {
                var everywhere = random.Next(2) == 0;
                if (everywhere) _seen.Forget(user);
                else _seen.Forget(network, user);
                all.RemoveAll(s => (everywhere || s.Network == network) && s.User == user);
                _seen.Expire(Start.AddMinutes(now), Window);
                continue;
            }

            var expected = recent.Any(s => s.User == user) ? Sighting.Known : recent.Count >= most ? Sighting.Echo : Sighting.New;
            Assert.Equal(expected, See(network, user, now, most));
            if (expected == Sighting.New) all.Add((network, user, now));
            all.RemoveAll(s => now - s.At >= Window.TotalMinutes);
        }
    }
}
