using PromptGrid.Api.Tests.Support;
using PromptGrid.Testing;

namespace PromptGrid.Api.Tests.Accounts;

[Collection(Collections.Accounts)]
public sealed class ApiKeyTests(ApiServer server)
{
    private static async Task<(ApiCaller Caller, string Id)> MakeAsync(ApiCaller user, params string[] scopes)
    {
        var made = (await user.PostAsync("/v1/me/keys", new { name = "A program", scopes })).Expect(201);
        return (user.With(made["key"].GetString()!), made.Json.Id());
    }

    [Fact]
    public async Task A_key_is_shown_once_and_works_wherever_a_token_does()
    {
        var user = await server.SignUpAsync();
        var made = (await user.PostAsync("/v1/me/keys", new { name = " My program ", scopes = (string[])["write"], expiresAt = "2999-01-01T00:00:00Z" })).Expect(201);
        var secret = made["key"].GetString()!;
        Assert.Matches("^pgk_[0-9A-Za-z]{32,}$", secret);
        Assert.Equal("no-store", made.Header("Cache-Control"));
        var program = user.With(secret);
        var prompt = await program.PublishAsync();
        Assert.Equal(user.UserId, prompt.Text("owner.id"));
        Assert.Equal(1, await program.LikeAsync(prompt.Id()));
        (await program.GetAsync("/v1/me")).Expect(200);

        var listed = (await user.GetAsync("/v1/me/keys")).Expect(200);
        Assert.DoesNotContain(secret, listed.Text, StringComparison.Ordinal);
        var item = listed["items"][0];
        Assert.Equal(["createdAt", "expiresAt", "id", "lastUsedAt", "name", "prefix", "scopes"], item.MemberNames());
        Assert.Equal(("My program", "2999-01-01T00:00:00.000Z"), (item.Text("name"), item.Text("expiresAt")));
        Assert.StartsWith(item.Text("prefix"), secret, StringComparison.Ordinal);
        Assert.Equal(["read", "write"], item.At("scopes").Strings());
        Assert.Equal(JsonValueKind.String, item.At("lastUsedAt").ValueKind);
    }

    [LedgerFileFact]
    public async Task A_key_is_stored_as_its_hash_only()
    {
        var user = await server.SignUpAsync();
        var secret = (await MakeAsync(user, "read")).Caller.AccessToken;
        (await user.With(secret).GetAsync("/v1/me")).Expect(200);
        // What is looked for is found where it is: the user's handle stands in the ledger.
        Assert.NotEmpty(FolderBytes.Holding(server.Folder, user.Handle));
        Assert.Empty(FolderBytes.Holding(server.Folder, secret[12..]));
    }

    [Fact]
    public async Task A_key_that_may_read_only_is_refused_whatever_writes()
    {
        var user = await server.SignUpAsync();
        var reader = (await MakeAsync(user, "read")).Caller;
        var prompt = (await user.PublishAsync(visibility: "private")).Id();
        (await reader.GetAsync($"/v1/prompts/{prompt}")).Expect(200);
        (await reader.PostAsync("/v1/prompts", new { title = "x", content = "y" })).ExpectProblem(403, "forbidden");
        (await reader.PutAsync($"/v1/prompts/{prompt}/like")).ExpectProblem(403, "forbidden");
        (await reader.DeleteAsync($"/v1/prompts/{prompt}")).ExpectProblem(403, "forbidden");
        (await reader.PatchAsync("/v1/me", new { bio = "x" })).ExpectProblem(403, "forbidden");
        (await reader.StartImportAsync("ndjson", "{}")).ExpectProblem(403, "forbidden");
        (await user.GetAsync($"/v1/prompts/{prompt}")).Expect(200);
    }

    [Theory]
    [InlineData("POST", "/v1/me/password")]
    [InlineData("POST", "/v1/me/email")]
    [InlineData("GET", "/v1/me/sessions")]
    [InlineData("DELETE", "/v1/me/sessions")]
    [InlineData("DELETE", "/v1/me/sessions/ses_00000000000000000000000000")]
    [InlineData("POST", "/v1/me/keys")]
    [InlineData("GET", "/v1/me/keys")]
    [InlineData("DELETE", "/v1/me/keys/key_00000000000000000000000000")]
    [InlineData("POST", "/v1/auth/logout")]
    public async Task No_key_takes_an_account_over(string method, string path)
    {
        var user = await server.SignUpAsync();
        var program = (await MakeAsync(user, "read", "write")).Caller;
        var body = method == "POST" ? ApiCaller.JsonOf(new { currentPassword = ApiCaller.Password, newPassword = "another password", password = ApiCaller.Password, email = "x@example.com", name = "x", scopes = (string[])["read"] }) : null;
        (await program.SendAsync(method, path, body)).ExpectProblem(403, "forbidden");
        (await server.Nobody.SendAsync(method, path, null)).ExpectProblem(401, "unauthenticated");
    }

    [Theory]
    [InlineData("GET", "/settings")]
    [InlineData("POST", "/settings/keys")]
    [InlineData("POST", "/settings/sessions")]
    [InlineData("POST", "/settings/delete")]
    [InlineData("GET", "/dashboard")]
    public async Task No_key_gets_at_an_account_by_way_of_the_pages(string method, string path)
    {
        var program = (await MakeAsync(await server.SignUpAsync(), "read", "write")).Caller;
        var form = method == "POST" ? new FormUrlEncodedContent(new Dictionary<string, string> { ["name"] = "x", ["scope"] = "write", ["id"] = "others", ["deletePassword"] = ApiCaller.Password }) : null;
        (await program.SendAsync(method, path, form)).ExpectProblem(403, "forbidden");
        (await program.GetAsync("/v1/me")).Expect(200);
    }

    [Fact]
    public async Task A_deleted_or_expired_key_is_dead()
    {
        var user = await server.SignUpAsync();
        var (program, id) = await MakeAsync(user, "read");
        (await program.GetAsync("/v1/me")).Expect(200);
        (await user.DeleteAsync($"/v1/me/keys/{id}")).Expect(204);
        (await program.GetAsync("/v1/me")).ExpectProblem(401, "unauthenticated");
        (await user.DeleteAsync($"/v1/me/keys/{id}")).ExpectProblem(404, "not-found");

        var expires = DateTimeOffset.Parse((await user.GetAsync("/v1/me")).Expect(200).Header("Date")!, System.Globalization.CultureInfo.InvariantCulture).AddSeconds(3);
        var brief = user.With((await user.PostAsync("/v1/me/keys", new { name = "Brief", scopes = (string[])["read"], expiresAt = expires })).Expect(201)["key"].GetString()!);
        (await brief.GetAsync("/v1/me")).Expect(200);
        await Eventually.HoldsAsync(async () => (await brief.GetAsync("/v1/me")).ExpectProblem(401, "unauthenticated"));
    }

    [Fact]
    public async Task What_a_key_may_be_is_checked_and_there_may_be_twenty()
    {
        var user = await server.SignUpAsync();
        (await user.PostAsync("/v1/me/keys", new { scopes = (string[])["read"] })).ExpectInvalid("name");
        (await user.PostAsync("/v1/me/keys", new { name = new string('x', 81), scopes = (string[])["read"] })).ExpectInvalid("name");
        foreach (var scopes in (string[][])[[], ["admin"], ["read", "write", "read"]]) (await user.PostAsync("/v1/me/keys", new { name = "x", scopes })).ExpectInvalid("scopes");
        (await user.PostAsync("/v1/me/keys", new { name = "x" })).ExpectInvalid("scopes");
        (await user.PostAsync("/v1/me/keys", new { name = "x", scopes = (string[])["read"], expiresAt = "2001-01-01T00:00:00Z" })).ExpectInvalid("expiresAt");

        for (var i = 0; i < 20; i++) await MakeAsync(user, "read");
        (await user.PostAsync("/v1/me/keys", new { name = "x", scopes = (string[])["read"] })).ExpectProblem(409, "conflict");
        Assert.Equal(20, (await user.WalkAsync("/v1/me/keys", 7)).Select(k => k.Id()).Distinct().Count());
    }

    [Fact]
    public async Task A_repeat_makes_no_second_key_and_cannot_tell_the_secret_again()
    {
        var user = await server.SignUpAsync();
        var (body, key) = (new { name = "Once", scopes = (string[])["read"] }, ("Idempotency-Key", "key-1"));
        var first = (await user.PostAsync("/v1/me/keys", body, key)).Expect(201);
        var again = (await user.PostAsync("/v1/me/keys", body, key)).Expect(201);
        Assert.Equal(("true", first.Json.Id()), (again.Header("Idempotency-Replayed"), again.Json.Id()));
        Assert.False(again.Json.TryGetProperty("key", out _));
        Assert.Single((await user.GetAsync("/v1/me/keys")).Expect(200)["items"].EnumerateArray());
        (await user.PostAsync("/v1/me/keys", new { name = "Twice", scopes = (string[])["read"] }, key)).ExpectProblem(409, "conflict");
    }

    [Fact]
    public async Task Keys_survive_a_restart_and_a_change_of_the_password()
    {
        await using var own = await ApiServer.StartAsync();
        var user = await own.SignUpAsync();
        var program = (await MakeAsync(user, "write")).Caller;
        (await user.PostAsync("/v1/me/password", new { currentPassword = ApiCaller.Password, newPassword = "another horse battery" })).Expect(204);
        await own.RestartAsync();
        await program.PublishAsync();
    }
}
