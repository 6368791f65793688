using Microsoft.Extensions.DependencyInjection;
using PromptGrid.Api.Tests.Support;
using PromptGrid.Domain.Users;
using PromptGrid.Ledger;

namespace PromptGrid.Api.Tests.Accounts;

/// <summary>An account that goes, with a server of its own: the bytes of the whole data folder are looked at.</summary>
public sealed class DeletionTests
{
    internal const string Mark = "zanzibarqx";

    private static Task<Answer> DeleteAsync(ApiCaller user, string? password = ApiCaller.Password) => user.SendAsync("DELETE", "/v1/me", ApiCaller.JsonOf(new { password }));

    /// <summary>Waits until a server has nothing to erase any more that still holds a handle.</summary>
    internal static async Task ErasedAsync(ApiServer server, string userId) => await Eventually.HoldsAsync(async () =>
    {
        var document = await server.Services.GetRequiredService<ILedgerReader>().ReadDocumentAsync(UserErasureDocument.IdOf(userId));
        Assert.True(document is null || !document.Body.Contains("handle", StringComparison.Ordinal), "The handle stands in the erasure still.");
    });

    /// <summary>A user of whom every word is recognizable, who did everything one can do.</summary>
    internal static async Task<(ApiCaller User, ApiCaller Other, string ForkId, string PrivateForkId, string LikedId)> LiveAsync(ApiServer server)
    {
        var answer = (await server.Nobody.PostAsync("/v1/auth/register", new { handle = Mark + "-h", email = Mark + "-mail@example.com", password = ApiCaller.Password, displayName = Mark + " Display" })).Expect(201);
        var user = new ApiCaller(server, answer.Json);
        var other = await server.SignUpAsync();
        (await user.PatchAsync("/v1/me", new { bio = Mark + " writes about herself", avatarUrl = $"https://{Mark}.example/a.png", links = (string[])[$"https://{Mark}.example/"] })).Expect(200);
        var made = (await user.PostAsync("/v1/prompts", new { title = "A poem", content = "Write a poem.", tags = (string[])["poem"] }, ("Idempotency-Key", "once"))).Expect(201).Json.Id();
        var hidden = (await user.PublishAsync("Private", $"signed {Mark} herself", "private")).Id();
        await user.EditAsync(hidden, new { content = $"still signed {Mark}" });
        await user.ImportAsync("ndjson", $$"""{"title":"Imported","content":"from elsewhere","author":"{{Mark}}"}""");
        var fork = (await other.PostAsync($"/v1/prompts/{made}/forks", new { }, ("Idempotency-Key", "fork"))).Expect(201).Json;
        var privateFork = await other.ForkAsync(made, new { visibility = "private", title = "Mine" });
        Assert.Equal(user.Handle, fork.Text("forkedFrom.ownerHandle"));
        var liked = (await other.PublishAsync("Liked by many")).Id();
        Assert.Equal(1, await user.LikeAsync(liked));
        Assert.Equal(2, await other.LikeAsync(liked));
        await user.SaveAsync(liked);
        await other.CommentAsync(liked, "An answer", (await user.CommentAsync(liked, $"{Mark} was here")).Id());
        await user.FollowAsync(other);
        await other.FollowAsync(user);
        (await user.PutAsync("/v1/tags/poem/follow")).Expect(200);
        (await user.PatchAsync("/v1/me/notifications/settings", new { liked = false })).Expect(200);
        (await user.PostAsync("/v1/me/keys", new { name = Mark, scopes = (string[])["read"] })).Expect(201);
        await Eventually.HoldsAsync(async () => Assert.Contains(made, (await server.Nobody.GetAsync($"/v1/search?author={user.Handle}")).Expect(200).Json.ItemIds()));
        return (user, other, fork.Id(), privateFork.Id(), liked);
    }

    [Fact]
    public async Task Nothing_of_a_deleted_account_is_left_in_any_file_and_the_forks_of_others_stay()
    {
        await using var server = await ApiServer.StartAsync();
        var (user, other, fork, privateFork, liked) = await LiveAsync(server);
        var made = (await other.ReadAsync(fork)).Text("forkedFrom.id");
        Assert.NotEmpty(FolderBytes.Holding(server.Folder, Mark));

        (await DeleteAsync(user)).Expect(204);
        (await user.GetAsync("/v1/me")).ExpectProblem(401, "unauthenticated");
        (await server.Nobody.GetAsync($"/v1/users/{user.Handle}")).ExpectProblem(404, "not-found");
        await ErasedAsync(server, user.UserId);

        // The last thing that happens is that the log is cut.
        await Eventually.HoldsAsync(() =>
        {
            Assert.Empty(FolderBytes.Holding(server.Folder, Mark));
            return Task.CompletedTask;
        });
        foreach (var (id, title) in ((string, string)[])[(fork, "A poem"), (privateFork, "Mine")])
        {
            var kept = await other.ReadAsync(id);
            Assert.Equal((title, "Write a poem.", made, ""), (kept.Text("title"), kept.Text("content"), kept.Text("forkedFrom.id"), kept.Text("forkedFrom.ownerHandle")));
        }

        var counts = (await other.ReadAsync(liked)).At("counts");
        Assert.Equal((1, 0, 1), (counts.Number("likes"), counts.Number("saves"), counts.Number("comments")));
        Assert.Equal(JsonValueKind.Null, (await other.GetAsync($"/v1/prompts/{liked}/comments")).Expect(200)["items"][0].At("author").ValueKind);
        var profile = (await server.Nobody.GetAsync($"/v1/users/{other.Handle}")).Expect(200)["counts"];
        Assert.Equal((0, 0), (profile.Number("followers"), profile.Number("following")));
        Assert.DoesNotContain(user.UserId, (await other.GetAsync("/v1/me/notifications")).Expect(200).Text, StringComparison.Ordinal);
        Assert.Empty((await server.Nobody.GetAsync($"/v1/search?author={user.Handle}")).Expect(200)["items"].EnumerateArray());
        (await server.Nobody.GetAsync($"/v1/prompts/{made}")).ExpectProblem(404, "not-found");
        Assert.Equal(made, (await other.GetAsync($"/v1/prompts/{fork}/lineage")).Expect(200)["ancestors"][0].Id());
        Assert.DoesNotContain(Mark, string.Join('\n', server.Log.Lines), StringComparison.Ordinal);
        server.ExpectNoBugs();
    }

    [Fact]
    public async Task Handle_and_email_are_free_at_once_and_every_session_and_key_is_dead()
    {
        await using var server = await ApiServer.StartAsync();
        var user = await server.SignUpAsync();
        var elsewhere = new ApiCaller(server, (await server.Nobody.PostAsync("/v1/auth/login", new { login = user.Handle, password = ApiCaller.Password })).Expect(200).Json);
        var program = user.With((await user.PostAsync("/v1/me/keys", new { name = "x", scopes = (string[])["write"] })).Expect(201)["key"].GetString()!);
        (await elsewhere.GetAsync("/v1/me")).Expect(200);
        (await program.GetAsync("/v1/me")).Expect(200);

        (await program.SendAsync("DELETE", "/v1/me", ApiCaller.JsonOf(new { password = ApiCaller.Password }))).ExpectProblem(403, "forbidden");
        foreach (var password in (string?[])[null, "", "not the password"]) (await DeleteAsync(user, password)).ExpectInvalid("password");
        (await user.GetAsync("/v1/me")).Expect(200);
        (await DeleteAsync(user)).Expect(204);

        foreach (var caller in (ApiCaller[])[user, elsewhere, program]) (await caller.GetAsync("/v1/me")).ExpectProblem(401, "unauthenticated");
        foreach (var token in (string[])[user.RefreshToken, elsewhere.RefreshToken]) (await server.Nobody.PostAsync("/v1/auth/refresh", new { refreshToken = token })).Expect(401);
        (await server.Nobody.PostAsync("/v1/auth/login", new { login = user.Handle, password = ApiCaller.Password })).ExpectProblem(401, "unauthenticated");
        var next = await server.SignUpAsync(user.Handle);
        Assert.NotEqual(user.UserId, next.UserId);
        await ErasedAsync(server, user.UserId);
        Assert.Equal(user.Handle, (await next.GetAsync("/v1/me")).Expect(200)["handle"].GetString());
        (await server.Nobody.GetAsync($"/v1/users/{user.Handle}")).Expect(200);
    }

    [Fact]
    public async Task Erasing_goes_on_after_a_restart_in_the_middle_and_counts_exactly()
    {
        await using var server = await ApiServer.StartAsync();
        var (user, other) = (await server.SignUpAsync(), await server.SignUpAsync());
        var prompts = await Task.WhenAll(Enumerable.Range(0, 300).Select(i => other.PublishAsync($"Prompt {i}")));
        await Task.WhenAll(prompts.Select(p => user.LikeAsync(p.Id())));
        await Task.WhenAll(prompts.Take(100).Select(p => other.LikeAsync(p.Id())));
        (await DeleteAsync(user)).Expect(204);
        await server.RestartAsync();
        await ErasedAsync(server, user.UserId);
        var left = await other.WalkAsync($"/v1/users/{other.Handle}/prompts", 100);
        Assert.Equal(300, left.Count);
        Assert.Equal(100, left.Sum(p => p.Number("counts.likes")));
        await Eventually.HoldsAsync(async () => Assert.Equal(100, (await server.Nobody.GetAsync($"/v1/users/{other.Handle}")).Expect(200)["counts.likesReceived"].GetInt64()));
    }

    [Fact]
    public async Task A_fork_that_its_source_hears_of_after_the_deletion_loses_the_name_too()
    {
        await using var server = await ApiServer.StartAsync();
        var (user, other) = (await server.SignUpAsync(), await server.SignUpAsync());
        var prompt = (await user.PublishAsync()).Id();
        // The deletion comes as close behind the fork as a client can bring it.
        var fork = await other.ForkAsync(prompt);
        (await DeleteAsync(user)).Expect(204);
        await ErasedAsync(server, user.UserId);
        await Eventually.HoldsAsync(async () => Assert.Equal("", (await other.ReadAsync(fork.Id())).Text("forkedFrom.ownerHandle")));
    }

    [Fact]
    public async Task One_gets_everything_that_is_held_about_oneself_and_nothing_of_others()
    {
        await using var server = await ApiServer.StartAsync();
        var (user, other, _, _, liked) = await LiveAsync(server);
        await other.PublishAsync("Not hers", "other-content");
        var answer = (await user.GetAsync("/v1/me/export")).Expect(200);
        Assert.Equal("application/x-ndjson", answer.ContentType);
        var lines = answer.Text.TrimEnd('\n').Split('\n').Select(l => JsonDocument.Parse(l).RootElement).ToList();
        List<JsonElement> Of(string section) => [.. lines.Where(l => l.Text("section") == section).Select(l => l.At("data"))];
        var account = Assert.Single(Of("account"));
        Assert.Equal((user.Handle, Mark + "-mail@example.com", ""), (account.Text("handle"), account.Text("email"), account.Text("passwordHash")));
        // Three prompts, the edited one with two versions.
        Assert.Equal(3 + 4, Of("prompts").Count);
        Assert.Contains(Of("prompts"), p => p.TryGetProperty("promptId", out _) && p.Text("content").Contains("still signed", StringComparison.Ordinal));
        Assert.Equal(liked, Assert.Single(Of("likes")).Text("prompt"));
        Assert.Single(Of("saves"));
        Assert.Equal($"{Mark} was here", Assert.Single(Of("comments")).Text("body"));
        Assert.Equal([other.UserId, "poem"], Of("follows").Select(f => f.TryGetProperty("user", out var followed) ? followed.GetString() : f.Text("tag")));
        Assert.Contains(Of("notifications"), n => n.TryGetProperty("muted", out var muted) && muted.Strings().SequenceEqual(["liked"]));
        Assert.Single(Of("sessions"));
        Assert.Equal(("", Mark), (Of("keys").Single().Text("hash"), Of("keys").Single().Text("name")));
        Assert.Single(Of("imports"));
        Assert.DoesNotContain("other-content", answer.Text, StringComparison.Ordinal);
        (await server.Nobody.GetAsync("/v1/me/export")).ExpectProblem(401, "unauthenticated");
    }
}
