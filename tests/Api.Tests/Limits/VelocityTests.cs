using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using PromptGrid.Api.Tests.Pages;
using PromptGrid.Api.Tests.Support;

namespace PromptGrid.Api.Tests.Limits;

/// <summary>How fast one user may do what others see.</summary>
public sealed class VelocityTests : IAsyncLifetime
{
    private const int Most = 3;

    private readonly PutForwardClock _time = new();
    private ApiServer _server = null!;
    private ApiCaller _author = null!;
    private ApiCaller _user = null!;
    private string _prompt = "";

    public async Task InitializeAsync()
    {
        string[] kinds = ["Publishes", "Forks", "Comments", "Follows", "Reactions", "Copies", "Imports"];
        _server = await StartAsync([.. kinds.Select(k => ($"Velocity:{k}PerMinute", (string?)Most.ToString(CultureInfo.InvariantCulture)))]);
        _author = await _server.SignUpAsync();
        _user = await _server.SignUpAsync();
        _prompt = (await _author.PublishAsync()).Id();
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    private Task<ApiServer> StartAsync(params (string Name, string? Value)[] settings) =>
        ApiServer.StartAsync((WebApplicationBuilder b) => b.Services.AddSingleton<TimeProvider>(_time), settings);

    public static TheoryData<string> Actions => ["publish", "fork", "comment", "follow-tag", "like", "save", "copy", "import"];

    private Task<Answer> ActAsync(ApiCaller user, string action, int number) => action switch
    {
        "publish" => user.PostAsync("/v1/prompts", new { title = Names.Next("Prompt "), content = "Hello" }),
        "fork" => user.PostAsync($"/v1/prompts/{_prompt}/forks"),
        "comment" => user.PostAsync($"/v1/prompts/{_prompt}/comments", new { body = Names.Next("Comment ") }),
        "follow-tag" => user.PutAsync($"/v1/tags/{Names.Word()}/follow"),
        "like" => number % 2 == 0 ? user.PutAsync($"/v1/prompts/{_prompt}/like") : user.DeleteAsync($"/v1/prompts/{_prompt}/like"),
        "save" => number % 2 == 0 ? user.PutAsync($"/v1/prompts/{_prompt}/save") : user.DeleteAsync($"/v1/prompts/{_prompt}/save"),
        "copy" => user.PostAsync($"/v1/prompts/{_prompt}/copies"),
        _ => user.StartImportAsync("ndjson", $$"""{"title":"{{Names.Next("Imported ")}}","content":"Hello"}"""),
    };

    private Task CopiesAsync(string id, long count) => Eventually.HoldsAsync(async () => Assert.Equal(count, (await _author.ReadAsync(id)).Number("counts.copies")));

    [Theory]
    [MemberData(nameof(Actions))]
    public async Task Over_the_limit_is_429_with_Retry_After_others_go_on_and_time_heals(string action)
    {
        for (var i = 0; i < Most; i++) Assert.InRange((await ActAsync(_user, action, i)).Status, 200, 299);
        var refused = (await ActAsync(_user, action, Most)).ExpectProblem(429, "rate-limited");
        var wait = int.Parse(refused.Header("Retry-After")!, CultureInfo.InvariantCulture);
        Assert.InRange(wait, 1, 20);
        Assert.Contains($"{Most} ", refused["detail"].GetString(), StringComparison.Ordinal);
        Assert.InRange((await ActAsync(_author, action, 0)).Status, 200, 299);

        _time.Advance(TimeSpan.FromSeconds(wait));
        Assert.InRange((await ActAsync(_user, action, Most)).Status, 200, 299);
        (await ActAsync(_user, action, Most + 1)).ExpectProblem(429, "rate-limited");
        _time.Advance(TimeSpan.FromMinutes(1));
        for (var i = 0; i < Most; i++) Assert.InRange((await ActAsync(_user, action, Most + 1 + i)).Status, 200, 299);
    }

    [Fact]
    public async Task One_kind_of_action_does_not_use_up_another()
    {
        foreach (var action in (string[])["publish", "fork", "comment", "follow-tag", "like", "copy", "import"])
        {
            for (var i = 0; i < Most; i++) Assert.InRange((await ActAsync(_user, action, i)).Status, 200, 299);
        }
    }

    [Fact]
    public async Task An_answered_request_can_be_repeated_however_much_was_done_since()
    {
        var body = new { title = "Once", content = "Hello" };
        var first = (await _user.PostAsync("/v1/prompts", body, ("Idempotency-Key", "once"))).Expect(201);
        for (var i = 0; i < 5; i++)
        {
            var again = (await _user.PostAsync("/v1/prompts", body, ("Idempotency-Key", "once"))).Expect(201);
            Assert.Equal((first.Json.Id(), "true"), (again.Json.Id(), again.Header("Idempotency-Replayed")));
        }

        for (var i = 1; i < Most; i++) (await ActAsync(_user, "publish", i)).Expect(201);
        (await ActAsync(_user, "publish", Most)).ExpectProblem(429, "rate-limited");
        Assert.Equal(first.Json.Id(), (await _user.PostAsync("/v1/prompts", body, ("Idempotency-Key", "once"))).Expect(201).Json.Id());
    }

    [Fact]
    public async Task What_changes_nothing_costs_nothing()
    {
        for (var i = 0; i < 5; i++)
        {
            (await _user.PutAsync($"/v1/prompts/{_prompt}/like")).Expect(200);
            (await _user.PutAsync($"/v1/users/{_author.Handle}/follow")).Expect(200);
            (await _user.PostAsync("/v1/prompts", new { title = "", content = "" })).ExpectProblem(400, "validation");
            (await _user.PutAsync("/v1/prompts/prm_00000000000000000000000000/save")).ExpectProblem(404, "not-found");
            (await _user.PostAsync("/v1/prompts/prm_00000000000000000000000000/forks")).ExpectProblem(404, "not-found");
        }

        for (var i = 1; i < Most; i++) Assert.InRange((await ActAsync(_user, "like", i)).Status, 200, 299);
        (await ActAsync(_user, "like", Most)).ExpectProblem(429, "rate-limited");
        for (var i = 1; i < Most; i++) Assert.InRange((await ActAsync(_user, "follow-tag", i)).Status, 200, 299);
        (await ActAsync(_user, "follow-tag", Most)).ExpectProblem(429, "rate-limited");
    }

    [Fact]
    public async Task Of_many_at_once_exactly_as_many_succeed_as_may()
    {
        foreach (var action in (string[])["publish", "copy"])
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, 30).Select(i => ActAsync(_user, action, i)));
            Assert.Equal((Most, 30 - Most), (answers.Count(a => a.Status < 300), answers.Count(a => a.Status == 429)));
        }
    }

    [Fact]
    public async Task Forms_of_pages_count_as_well()
    {
        var visitor = await SiteVisitor.SignUpAsync(_server);
        for (var i = 0; i < Most; i++) (await visitor.SendAsync($"/p/{_prompt}/comments", ("body", "Hello"))).Expect(303);
        var refused = await visitor.SendAsync($"/p/{_prompt}/comments", ("body", "Hello"));
        Assert.Equal(429, refused.Status);
        Assert.NotNull(refused.Header("Retry-After"));
        for (var i = 0; i < Most; i++) (await visitor.SendAsync($"/p/{_prompt}/fork")).Expect(303);
        Assert.Equal(429, (await visitor.SendAsync($"/p/{_prompt}/fork")).Status);

        // Likes and saves together; what is so already costs nothing.
        (string, string)[] steps = [("like", "yes"), ("like", "yes"), ("save", "yes"), ("save", "yes"), ("like", "no")];
        foreach (var (kind, on) in steps) (await visitor.SendAsync($"/p/{_prompt}/{kind}", ("on", on))).Expect(303);
        foreach (var kind in (string[])["like", "save"])
        {
            refused = await visitor.SendAsync($"/p/{_prompt}/{kind}", ("on", kind == "like" ? "yes" : "no"));
            Assert.Equal(429, refused.Status);
            Assert.NotNull(refused.Header("Retry-After"));
        }

        Assert.Equal((0, 1), ((await _author.ReadAsync(_prompt)).Number("counts.likes"), (await _author.ReadAsync(_prompt)).Number("counts.saves")));
    }

    [Fact]
    public async Task A_copy_told_again_costs_nothing_and_is_answered_when_nothing_is_left()
    {
        var key = ("Idempotency-Key", "copied");
        var other = (await _author.PublishAsync()).Id();
        (await _user.PostAsync($"/v1/prompts/{_prompt}/copies", null, key)).Expect(202);
        async Task RepeatAsync()
        {
            var again = (await _user.PostAsync($"/v1/prompts/{_prompt}/copies", null, key)).Expect(202);
            Assert.Equal(("true", null), (again.Header("Idempotency-Replayed"), again.Header("Retry-After")));
            (await _user.PostAsync($"/v1/prompts/{other}/copies", null, key)).ExpectProblem(409, "conflict");
        }

        for (var i = 0; i < 5; i++) await RepeatAsync();
        for (var i = 1; i < Most; i++) (await ActAsync(_user, "copy", i)).Expect(202);
        (await ActAsync(_user, "copy", Most)).ExpectProblem(429, "rate-limited");
        (await _user.PostAsync($"/v1/prompts/{_prompt}/copies", null, ("Idempotency-Key", "new"))).ExpectProblem(429, "rate-limited");
        await RepeatAsync();

        // What was refused above took nobody's turn.
        _time.Advance(TimeSpan.FromMinutes(1));
        (await _user.PostAsync($"/v1/prompts/{other}/copies")).Expect(202);
        await CopiesAsync(other, 1);
    }

    [Fact]
    public async Task Copies_of_one_prompt_by_one_user_or_network_count_once_in_ten_minutes()
    {
        Task<Answer> CopyAsync(string from) => _server.Nobody.PostAsync($"/v1/prompts/{_prompt}/copies", null, ("X-Forwarded-For", from));
        for (var i = 0; i < 2; i++)
        {
            (await ActAsync(_user, "copy", i)).Expect(202);
            (await CopyAsync($"2001:db8:1:1::{i}")).Expect(202);
            (await CopyAsync("203.0.113.7")).Expect(202);
        }

        await CopiesAsync(_prompt, 3);
        (await CopyAsync("2001:db8:1:2::1")).Expect(202);
        await CopiesAsync(_prompt, 4);
        var other = (await _author.PublishAsync()).Id();
        (await _user.PostAsync($"/v1/prompts/{other}/copies")).Expect(202);
        await CopiesAsync(other, 1);

        _time.Advance(TimeSpan.FromMinutes(9));
        (await CopyAsync("203.0.113.7")).Expect(202);
        _time.Advance(TimeSpan.FromMinutes(2));
        for (var i = 0; i < 2; i++) (await ActAsync(_user, "copy", i)).Expect(202);
        await CopiesAsync(_prompt, 5);
        (await CopyAsync("203.0.113.7")).Expect(202);
        await CopiesAsync(_prompt, 6);

        // One address has as many uses as one user, whatever is counted of them.
        for (var i = 0; i < Most; i++) (await CopyAsync($"2001:db8:2:1::{i}")).Expect(202);
        (await CopyAsync("2001:db8:2:1::9")).ExpectProblem(429, "rate-limited");
    }

    [Fact]
    public async Task One_import_may_bring_thousands_and_leaves_the_allowance_of_publishing()
    {
        var lines = string.Join('\n', Enumerable.Range(0, 1_000).Select(i => $$"""{"title":"Imported {{i}}","content":"Hello {{i}}"}"""));
        Assert.Equal(1_000, (await _user.ImportAsync("ndjson", lines)).Number("created"));
        for (var i = 0; i < Most; i++) (await ActAsync(_user, "publish", i)).Expect(201);
    }

    [Fact]
    public async Task The_hour_has_a_limit_of_its_own()
    {
        await using var server = await StartAsync(("Velocity:CommentsPerMinute", "100"), ("Velocity:CommentsPerHour", "2"), ("Velocity:ReactionsPerHour", "2"));
        var user = await server.SignUpAsync();
        var id = (await user.PublishAsync()).Id();
        for (var i = 0; i < 2; i++) await user.CommentAsync(id, "Hello");
        var refused = (await user.PostAsync($"/v1/prompts/{id}/comments", new { body = "Hello" })).ExpectProblem(429, "rate-limited");
        Assert.InRange(int.Parse(refused.Header("Retry-After")!, CultureInfo.InvariantCulture), 1_700, 1_800);
        await user.LikeAsync(id);
        await user.UnlikeAsync(id);
        (await user.PutAsync($"/v1/prompts/{id}/like")).ExpectProblem(429, "rate-limited");
        _time.Advance(TimeSpan.FromMinutes(30));
        await user.CommentAsync(id, "Hello");
        await user.LikeAsync(id);
    }

    [Fact]
    public async Task Without_rate_limits_there_are_none_of_these_either()
    {
        await using var server = await StartAsync(("RateLimits:Enabled", "false"), ("Velocity:PublishesPerMinute", "1"), ("Velocity:ReactionsPerMinute", "1"));
        var user = await server.SignUpAsync();
        for (var i = 0; i < 4; i++) await user.LikeAsync((await user.PublishAsync()).Id());
    }

    [Theory]
    [InlineData("Velocity:PublishesPerMinute", "0")]
    [InlineData("Velocity:ImportsPerHour", "-1")]
    [InlineData("SecondAccounts:CountedPerNetwork", "0")]
    [InlineData("SecondAccounts:Window", "00:00:00")]
    public async Task A_setting_that_makes_no_sense_stops_the_start_and_is_named(string name, string value)
    {
        var failure = await Assert.ThrowsAnyAsync<Exception>(() => ApiServer.StartAsync((name, value)));
        Assert.Contains(name.Split(':')[1], failure.ToString(), StringComparison.Ordinal);
    }
}
