using PromptGrid.Api.Tests.Support;

namespace PromptGrid.Api.Tests.Hostile;

/// <summary>Requests that are not HTTP as it should be, byte by byte.</summary>
[Collection(Collections.Hostile)]
public sealed class HostileWireTests(ApiServer server)
{
    [Theory]
    [InlineData("GET /v1/stats\r\n\r\n")]
    [InlineData("GET  /v1/stats HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData("GET /v1/stats HTTP/9.9\r\nHost: x\r\n\r\n")]
    [InlineData("GET /v1/stats HTTP/1.1\r\n\r\n")]
    [InlineData("GET /v1/stats HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n")]
    [InlineData("GET /v1/stats HTTP/1.1\r\nHost: x\r\nBroken\r\n\r\n")]
    [InlineData("GET /v1/stats HTTP/1.1\r\nHost: x\r\nX-Odd: a\u0000b\r\n\r\n")]
    [InlineData("GET /v1/stats HTTP/1.1\r\nHost: x\r\nX-Odd: \u00ff\u00fe\r\n\r\n")]
    [InlineData("GET /v1/prompts/%00 HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData("GET v1/stats HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData("POST /v1/prompts HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n")]
    [InlineData("POST /v1/prompts HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello")]
    [InlineData("POST /v1/prompts HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n")]
    [InlineData("\u0016\u0003\u0001")]
    public async Task What_is_not_HTTP_is_refused_by_the_server_itself(string request)
    {
        var (status, text) = await RawHttp.SendAsync(server, request, closes: true);
        Assert.True(status is 0 or (>= 400 and < 500) or 501 or 505, text);
        server.ExpectNoBugs();
    }

    [Theory]
    [InlineData("POST /v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n")]
    [InlineData("POST /v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}garbage")]
    [InlineData("POST /v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{\"login\":")]
    public async Task A_body_that_breaks_off_is_refused_as_a_problem_with_all_its_headers(string request)
    {
        var (status, text) = await RawHttp.SendAsync(server, request, closes: true);
        Assert.True(status is 0 or 400, text);
        if (status == 400)
        {
            Assert.Contains("application/problem+json", text, StringComparison.Ordinal);
            foreach (var header in (string[])["X-Request-Id:", "RateLimit-Limit:", "X-Content-Type-Options:", "Content-Security-Policy:"]) Assert.Contains(header, text, StringComparison.OrdinalIgnoreCase);
        }

        server.ExpectNoBugs();
    }

    [Fact]
    public async Task A_malformed_chunk_is_a_problem_with_all_its_headers()
    {
        var (status, text) = await RawHttp.SendAsync(server, "POST /v1/auth/login HTTP/1.1\r\nHost: x\r\nX-Request-Id: my-id\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n");
        Assert.Equal(400, status);
        Assert.Contains("application/problem+json", text, StringComparison.Ordinal);
        foreach (var header in (string[])["X-Request-Id: my-id", "RateLimit-Limit:", "X-Content-Type-Options: nosniff", "Content-Security-Policy:"]) Assert.Contains(header, text, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Too_long_lines_and_headers_are_refused_as_problems()
    {
        string Headers(int count) => string.Concat(Enumerable.Range(0, count).Select(i => $"X-{i}: 1\r\n"));
        foreach (var (status, code, request) in ((int, string, string)[])
                 [
                     (414, "address-too-long", $"GET /v1/search?q={new string('x', 8_300)} HTTP/1.1\r\nHost: x\r\n\r\n"),
                     (414, "address-too-long", $"DELETE /{new string('x', 15_000)} HTTP/1.1\r\nHost: x\r\n\r\n"),
                     (431, "headers-too-large", $"GET /v1/stats HTTP/1.1\r\nHost: x\r\nX-Long: {new string('x', 40_000)}\r\n\r\n"),
                     (431, "headers-too-large", $"GET /v1/stats HTTP/1.1\r\nHost: x\r\n{Headers(200)}\r\n"),
                 ])
        {
            var (answered, text) = await RawHttp.SendAsync(server, request);
            Assert.True(answered == status, text[..Math.Min(text.Length, 300)]);
            Assert.Contains("application/problem+json", text, StringComparison.Ordinal);
            Assert.Contains($"\"code\":\"{code}\"", text, StringComparison.Ordinal);
            Assert.Contains("X-Request-Id:", text, StringComparison.OrdinalIgnoreCase);
        }

        var (fits, _) = await RawHttp.SendAsync(server, $"GET /v1/stats?{new string('x', 8_000)} HTTP/1.1\r\nHost: x\r\nX-Long: {new string('x', 30_000)}\r\n{Headers(90)}\r\n");
        Assert.Equal(200, fits);
    }

    /// <summary>The server refuses these before there is a request that anybody could answer: docs/http.md says so.</summary>
    [Theory]
    [InlineData(400, "GET  /v1/stats HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData(400, "GET /v1/prompts/%00 HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData(400, "GET /v1/stats HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n")]
    [InlineData(414, null)]
    [InlineData(431, null)]
    [InlineData(505, "GET /v1/stats HTTP/9.9\r\nHost: x\r\n\r\n")]
    public async Task What_the_server_itself_refuses_is_answered_without_a_body_and_the_connection_ends(int status, string? request)
    {
        request ??= status == 414
            ? $"GET /{new string('x', 40_000)} HTTP/1.1\r\nHost: x\r\n\r\n"
            : $"GET /v1/stats HTTP/1.1\r\nHost: x\r\nX-Long: {new string('x', 80_000)}\r\n\r\n";
        var (answered, text) = await RawHttp.SendAsync(server, request);
        Assert.Equal(status, answered);
        Assert.Contains("Content-Length: 0\r\n", text, StringComparison.Ordinal);
        Assert.Contains("Connection: close\r\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_import_that_breaks_off_starts_no_job_and_leaves_no_file()
    {
        await using var own = await ApiServer.StartAsync();
        var user = await own.SignUpAsync();
        var imports = Path.Combine(own.Folder, "imports");
        await RawHttp.SendAsync(own, $"POST /v1/import?format=ndjson HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {user.AccessToken}\r\nContent-Length: 100000\r\n\r\n{{\"title\":\"a\",\"content\":\"c\"}}\n", closes: true);
        var (status, text) = await RawHttp.SendAsync(own, $"POST /v1/import?format=ndjson HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {user.AccessToken}\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n");
        Assert.True(status == 400, text);
        await Eventually.HoldsAsync(() =>
        {
            Assert.Empty(Directory.Exists(imports) ? Directory.GetFiles(imports, "job_*") : []);
            return Task.CompletedTask;
        });
        Assert.Empty(await user.WalkAsync($"/v1/users/{user.Handle}/prompts", 100));
        own.ExpectNoBugs();
    }
}
