using System.IO.Compression;
using PromptGrid.Api.Tests.Support;

namespace PromptGrid.Api.Tests.Http;

[Collection(Collections.Accounts)]
public sealed class ConventionTests(ApiServer server)
{
    [Fact]
    public async Task A_request_id_is_echoed_and_a_missing_or_odd_one_replaced()
    {
        Assert.Equal("my-id.1", (await server.Nobody.GetAsync("/v1/stats", ("X-Request-Id", "my-id.1"))).Header("X-Request-Id"));
        Assert.Equal("my-id.2", (await server.Nobody.GetAsync("/v1/nothing", ("X-Request-Id", "my-id.2"))).ExpectProblem(404, "not-found").Header("X-Request-Id"));
        Assert.NotEmpty((await server.Nobody.GetAsync("/v1/stats")).Header("X-Request-Id")!);
        foreach (var odd in (string[])["with space", "ünïcode", new string('x', 129), "tab\tbed"])
        {
            var given = (await server.Nobody.GetAsync("/v1/stats", ("X-Request-Id", odd))).Expect(200).Header("X-Request-Id");
            Assert.False(string.IsNullOrEmpty(given));
            Assert.NotEqual(odd, given);
        }
    }

    [Fact]
    public async Task Unknown_addresses_are_404_and_unknown_methods_405_as_problems()
    {
        foreach (var path in (string[])["/v1", "/v1/nothing", "/v1/prompts/a/b/c", "/v2/prompts", "/v1/PROMPTS/x/y", "/openapi/v2.json", "/v1//prompts"])
        {
            (await server.Nobody.GetAsync(path)).ExpectProblem(404, "not-found");
        }

        foreach (var (method, path) in ((string, string)[])[("DELETE", "/v1/stats"), ("PUT", "/v1/prompts"), ("POST", "/v1/me"), ("GET", "/v1/auth/login"), ("PATCH", "/v1/search"), ("BREW", "/v1/stats"), ("GET", "/v1/import")])
        {
            var answer = (await server.Nobody.SendAsync(method, path, null)).ExpectProblem(405, "method-not-allowed");
            Assert.NotNull(answer.Header("Allow"));
        }
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task JSON_is_compressed_for_who_asks(string encoding)
    {
        var user = await server.SignUpAsync();
        var id = (await user.PublishAsync(content: string.Concat(Enumerable.Repeat("compress me ", 200)))).Id();
        var plain = (await server.Nobody.GetAsync($"/v1/prompts/{id}")).Expect(200);
        var small = (await server.Nobody.GetAsync($"/v1/prompts/{id}", ("Accept-Encoding", encoding))).Expect(200);
        Assert.Equal([encoding], small.ContentHeaders.ContentEncoding);
        Assert.Contains("Accept-Encoding", small.Header("Vary"), StringComparison.OrdinalIgnoreCase);
        Assert.True(small.Body.Length < plain.Body.Length / 2);
        using var body = new MemoryStream(small.Body);
        using Stream decoder = encoding == "br" ? new BrotliStream(body, CompressionMode.Decompress) : new GZipStream(body, CompressionMode.Decompress);
        using var document = await JsonDocument.ParseAsync(decoder);
        Assert.Equal(plain["content"].GetString(), document.RootElement.Text("content"));

        (await server.Nobody.GetAsync($"/v1/prompts/{id}", ("Accept-Encoding", encoding), ("If-None-Match", small.Header("ETag")!))).Expect(304);
        Assert.Empty(plain.ContentHeaders.ContentEncoding);
    }

    [Fact]
    public async Task Every_answer_carries_the_safe_headers()
    {
        foreach (var path in (string[])["/v1/stats", "/v1/nothing", "/healthz/live", "/v1/me"])
        {
            var answer = await server.Nobody.GetAsync(path);
            Assert.Equal("nosniff", answer.Header("X-Content-Type-Options"));
            Assert.Contains("default-src 'self'", answer.Header("Content-Security-Policy"), StringComparison.Ordinal);
            Assert.DoesNotContain("unsafe-inline", answer.Header("Content-Security-Policy"), StringComparison.Ordinal);
            Assert.Null(answer.Header("Server"));
        }
    }

    [Fact]
    public async Task Times_are_UTC_with_milliseconds_and_JSON_is_camel_case_UTF8()
    {
        var user = await server.SignUpAsync();
        var answer = (await user.PostAsync("/v1/prompts", new { title = "Zeit <&> 🦆", content = "x" })).Expect(201);
        Assert.Equal("application/json; charset=utf-8", answer.ContentType);
        foreach (var time in (string[])["createdAt", "updatedAt", "version.createdAt"]) Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$", answer[time].GetString());
        Assert.Contains("Zeit <&>", answer.Text, StringComparison.Ordinal);
        Assert.Equal("Zeit <&> 🦆", answer["title"].GetString());
    }

    [Fact]
    public async Task A_problem_has_all_members_and_its_own_trace_id()
    {
        var first = (await server.Nobody.GetAsync("/v1/nothing")).ExpectProblem(404, "not-found");
        var second = (await server.Nobody.GetAsync("/v1/nothing")).ExpectProblem(404, "not-found");
        Assert.NotEqual(first["traceId"].GetString(), second["traceId"].GetString());
        Assert.Equal("no-store", first.Header("Cache-Control"));
        Assert.Equal(["code", "detail", "status", "title", "traceId", "type"], first.Json.MemberNames());
    }

    [Fact]
    public async Task Pages_of_other_origins_may_call_only_when_they_are_named()
    {
        await using var own = await ApiServer.StartAsync(("Cors:Origins:0", "https://app.example"));
        var named = await own.Nobody.SendAsync("OPTIONS", "/v1/prompts", null, ("Origin", "https://app.example"), ("Access-Control-Request-Method", "POST"), ("Access-Control-Request-Headers", "authorization,idempotency-key"));
        Assert.Equal("https://app.example", named.Expect(204).Header("Access-Control-Allow-Origin"));
        Assert.Contains("idempotency-key", named.Header("Access-Control-Allow-Headers"), StringComparison.OrdinalIgnoreCase);
        var simple = (await own.Nobody.GetAsync("/v1/me", ("Origin", "https://app.example"))).ExpectProblem(401, "unauthenticated");
        Assert.Equal("https://app.example", simple.Header("Access-Control-Allow-Origin"));
        Assert.Contains("ETag", simple.Header("Access-Control-Expose-Headers") ?? "", StringComparison.Ordinal);
        Assert.Null((await own.Nobody.GetAsync("/v1/stats", ("Origin", "https://evil.example"))).Header("Access-Control-Allow-Origin"));
        Assert.Null((await server.Nobody.GetAsync("/v1/stats", ("Origin", "https://app.example"))).Header("Access-Control-Allow-Origin"));
    }
}
