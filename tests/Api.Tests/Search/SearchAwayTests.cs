using Microsoft.Extensions.DependencyInjection;
using PromptGrid.Api.Tests.Support;
using PromptGrid.Search;
using PromptGrid.Search.Sqlite;

namespace PromptGrid.Api.Tests.Search;

public sealed class SearchAwayTests
{
    [Fact]
    public async Task While_search_is_away_it_answers_503_and_writes_go_on_and_later_it_catches_up()
    {
        await using var server = await ApiServer.StartAsync(builder => builder.Host.UseServiceProviderFactory(new LastWord(services =>
        {
            services.AddSingleton(p => new FailingSearch(p.GetRequiredService<SqliteSearchIndex>()));
            services.AddSingleton<ISearchIndex>(p => p.GetRequiredService<FailingSearch>());
        })));
        var search = server.Services.GetRequiredService<FailingSearch>();
        var user = await server.SignUpAsync();
        var word = Names.Word();
        var before = (await user.PublishAsync($"{word} before")).Id();
        await Eventually.HoldsAsync(async () => Assert.Equal([before], await server.Nobody.SearchAsync(word)));

        search.IsAway = true;
        foreach (var path in (string[])[$"/v1/search?q={word}", "/v1/search/suggest?q=a", "/v1/prompts", "/v1/tags", $"/v1/prompts/{before}/related"])
        {
            var answer = (await user.GetAsync(path)).ExpectProblem(503, "search-unavailable");
            Assert.NotNull(answer.Header("Retry-After"));
            Assert.NotNull(answer.Header("RateLimit-Limit"));
        }

        var during = (await user.PublishAsync($"{word} during", tags: [word])).Id();
        Assert.Equal(1, await user.LikeAsync(during));
        await Eventually.HoldsAsync(async () => Assert.Equal([during], (await user.GetAsync($"/v1/trending?scope=tag:{word}")).Expect(200).Json.ItemIds()));
        await user.EditAsync(before, new { visibility = "private" });
        (await user.GetAsync($"/v1/users/{user.Handle}/prompts")).Expect(200);
        (await server.Nobody.GetAsync("/healthz/live")).Expect(200);

        search.IsAway = false;
        await Eventually.HoldsAsync(async () => Assert.Equal([during], await server.Nobody.SearchAsync(word)));
        server.ExpectNoBugs();
    }
}
