using System.Collections.Immutable;
using PromptGrid.Domain.Tests.Common;
using PromptGrid.Domain.Users;

namespace PromptGrid.Domain.Tests.Users;

public sealed class SessionsTests
{
    private static readonly DateTimeOffset Now = new(2025, 6, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_new_session_stands_last_at_generation_one() =>
        Assert.Equal([new UserSession("ses_1", 1, Now, Now), new UserSession("ses_2", 1, Now.AddHours(1), Now.AddHours(1))],
            UserRules.Open(UserRules.Open([], "ses_1", Now), "ses_2", Now.AddHours(1)).AsEnumerable());

    [Fact]
    public void No_sessions_yet_may_be_a_default_array() => Assert.Single(UserRules.Open(default, "ses_1", Now));

    [Fact]
    public void There_are_never_more_than_the_limit_and_the_one_refreshed_longest_ago_ends() => Seeded.Runs(100, random =>
    {
        var sessions = ImmutableArray<UserSession>.Empty;
        for (var i = 0; i < 120; i++)
        {
            if (sessions.Length > 0 && random.Next(2) == 0)
            {
                var at = random.Next(sessions.Length);
                sessions = sessions.SetItem(at, sessions[at] with { RefreshedAt = Now.AddMinutes(i), Generation = sessions[at].Generation + 1 });
            }

            var before = sessions;
            sessions = UserRules.Open(sessions, $"ses_{i}", Now.AddMinutes(i));
            Assert.Equal(Math.Min(before.Length + 1, UserRules.SessionsMax), sessions.Length);
            Assert.Equal($"ses_{i}", sessions[^1].Id);
            var ended = before.Except(sessions).ToList();
            Assert.Equal(before.Length < UserRules.SessionsMax ? 0 : 1, ended.Count);
            Assert.All(ended, e => Assert.All(sessions, s => Assert.True(s.RefreshedAt >= e.RefreshedAt)));
        }
    });

    [Fact]
    public void Too_many_sessions_from_an_earlier_limit_are_cut_to_the_limit()
    {
        ImmutableArray<UserSession> many = [.. Enumerable.Range(0, 70).Select(i => new UserSession($"ses_{i}", 1, Now, Now.AddMinutes(i)))];
        var sessions = UserRules.Open(many, "ses_new", Now.AddDays(1));
        Assert.Equal(50, sessions.Length);
        Assert.Equal(["ses_21", "ses_22"], sessions.Take(2).Select(s => s.Id));
    }

    [Fact]
    public void Keys_and_document_ids_are_fixed_for_ever()
    {
        Assert.Equal("usr_x/sessions", UserSessionsDocument.IdOf("usr_x"));
        Assert.Equal("usr_x/creme", UniqueKeys.OfSlug("usr_x", "creme"));
        Assert.Equal("usr_x/fabric#1", UniqueKeys.OfImport("usr_x", "fabric#1"));
    }
}
