using System.Net.Http.Headers;
using System.Text;
using PromptGrid.Api.Tests.Support;

namespace PromptGrid.Api.Tests.Hostile;

/// <summary>Bodies nobody should send, to every address that takes one: a clear refusal, and nothing changed.</summary>
[Collection(Collections.Hostile)]
public sealed class HostileBodyTests(ApiServer server)
{
    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    private static readonly (string Name, byte[] Body)[] Bodies =
    [
        ("nothing", []),
        ("white space", Utf8(" \r\n\t ")),
        ("an open brace", Utf8("{")),
        ("a value missing", Utf8("{\"title\":}")),
        ("a trailing comma", Utf8("{\"title\":\"t\",}")),
        ("single quotes", Utf8("{'title':'t'}")),
        ("a comment", Utf8("/* c */{}")),
        ("two objects", Utf8("{}{}")),
        ("half a word", Utf8("nul")),
        ("an array", Utf8("[]")),
        ("an array of objects", Utf8("[{\"title\":\"t\",\"content\":\"c\"}]")),
        ("a string", Utf8("\"title\"")),
        ("a number", Utf8("42")),
        ("null", Utf8("null")),
        ("true", Utf8("true")),
        ("NaN", Utf8("NaN")),
        ("a form", Utf8("title=t&content=c")),
        ("XML", Utf8("<title>t</title>")),
        ("a byte order mark", [0xEF, 0xBB, 0xBF, .. "{\"title\":\"t\",\"content\":\"c\"}"u8]),
        ("UTF-16", Encoding.Unicode.GetBytes("{\"title\":\"t\",\"content\":\"c\"}")),
        ("bytes that are no UTF-8", [.. "{\"title\":\""u8, 0xFF, 0xFE, 0xC3, 0x28, .. "\",\"content\":\"c\"}"u8]),
        ("an encoded surrogate", [.. "{\"title\":\""u8, 0xED, 0xA0, 0x80, .. "\",\"content\":\"c\"}"u8]),
        ("a raw NUL", [.. "{\"title\":\""u8, 0, .. "\",\"content\":\"c\"}"u8]),
        ("a raw line break in a string", Utf8("{\"title\":\"a\nb\",\"content\":\"c\"}")),
        ("half a surrogate pair as a name", Utf8("{\"\\ud800\":1,\"title\":\"t\",\"content\":\"c\"}")),
        ("a name twice", Utf8("{\"title\":\"t\",\"content\":\"c\",\"title\":\"t\"}")),
        ("a name twice, once escaped", Utf8("{\"title\":\"t\",\"content\":\"c\",\"\\u0074itle\":\"t\"}")),
        ("100 levels", Utf8("{\"title\":\"t\",\"content\":\"c\",\"parameters\":" + string.Concat(Enumerable.Repeat("[", 100)) + new string(']', 100) + "}")),
        ("100,000 levels", Utf8(new string('[', 100_000))),
        ("too many bytes", Utf8("{\"title\":\"t\",\"content\":\"" + new string('c', 1_000_001) + "\"}")),
        ("too many bytes of white space", Utf8(new string(' ', 1_500_000))),
        ("far too many bytes", Utf8("{\"title\":\"" + new string('t', 8_000_000) + "\"}")),
    ];

    private static readonly string?[] ContentTypes = [null, "text/plain", "application/xml", "multipart/form-data; boundary=x", "application/x-www-form-urlencoded", "application", "json", "application/jsonx", "text/json;charset=utf-8", ";"];

    private async Task<Target[]> TargetsAsync()
    {
        var user = await server.SignUpAsync();
        var id = (await user.PublishAsync("Stays", "as it is")).Id();
        async Task<string> StateAsync() => (await user.GetAsync("/v1/me")).Expect(200).Text
            + string.Join('\n', (await user.WalkAsync($"/v1/users/{user.Handle}/prompts", 100)).Select(p => p.Text("title") + p.Text("content") + p.Text("updatedAt")));
        return
        [
            new("POST", "/v1/auth/register", server.Nobody, StateAsync),
            new("POST", "/v1/auth/login", server.Nobody, StateAsync),
            new("POST", "/v1/auth/refresh", server.Nobody, StateAsync),
            new("PATCH", "/v1/me", user, StateAsync),
            new("POST", "/v1/prompts", user, StateAsync),
            new("PATCH", $"/v1/prompts/{id}", user, StateAsync),
            new("POST", $"/v1/prompts/{id}/forks", user, StateAsync),
        ];
    }

    [Fact]
    public async Task Every_malformed_body_is_refused_as_a_problem_and_changes_nothing()
    {
        foreach (var target in await TargetsAsync())
        {
            var before = await target.State();
            foreach (var (name, body) in Bodies)
            {
                // Forking needs no body at all.
                if (body.Length == 0 && target.Path.EndsWith("/forks", StringComparison.Ordinal)) continue;
                var answer = await target.SendAsync(body, "application/json");
                answer.ExpectProblem();
                Assert.True(answer.Status == (body.Length > 1_000_000 ? 413 : 400), $"{name}: {answer}");
            }

            Assert.Equal(before, await target.State());
        }

        server.ExpectNoBugs();
    }

    [Fact]
    public async Task Every_other_content_type_is_415_and_changes_nothing()
    {
        foreach (var target in await TargetsAsync())
        {
            var before = await target.State();
            foreach (var contentType in ContentTypes)
            {
                (await target.SendAsync(Utf8("{\"title\":\"t\",\"content\":\"c\"}"), contentType)).ExpectProblem(415, "unsupported-media-type");
            }

            Assert.Equal(before, await target.State());
        }
    }

    [Fact]
    public async Task A_body_sent_in_chunks_is_limited_like_any_other()
    {
        foreach (var target in await TargetsAsync())
        {
            var before = await target.State();
            foreach (var size in (int[])[1_000_001, 1_050_000, 5_000_000])
            {
                var content = new ByteArrayContent(Utf8("{\"title\":\"" + new string('t', size) + "\"}")) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
                var answer = (await target.Caller.SendAsync(target.Method, target.Path, content, ("Transfer-Encoding", "chunked"), ("If-Match", "*"))).ExpectProblem(413, "too-large");
                Assert.NotNull(answer.Header("RateLimit-Limit"));
            }

            Assert.Equal(before, await target.State());
        }

        server.ExpectNoBugs();
    }

    [Fact]
    public async Task Addresses_that_take_no_body_do_not_mind_one()
    {
        var user = await server.SignUpAsync();
        var id = (await user.PublishAsync()).Id();
        foreach (var (_, body) in Bodies.Where(b => b.Body.Length < 1_000_000))
        {
            foreach (var (method, path, status) in ((string, string, int)[])[("PUT", "/like", 200), ("DELETE", "/like", 200), ("PUT", "/save", 200), ("DELETE", "/save", 200), ("POST", "/copies", 202)])
            {
                (await user.SendAsync(method, $"/v1/prompts/{id}{path}", ApiCaller.JsonOf(body))).Expect(status);
            }
        }

        server.ExpectNoBugs();
    }

    [Fact]
    public async Task Names_that_mean_something_elsewhere_are_names_like_any_other()
    {
        var user = await server.SignUpAsync();
        var answer = (await user.PostAsync("/v1/prompts", """
            {"__proto__":{"polluted":true},"constructor":{"prototype":{}},"$type":"System.Object","title":"toString","content":"{{__proto__}} {{constructor}}",
             "parameters":{"__proto__":{"a":1},"constructor":"x","$ref":"#/x","extra":{"__proto__":2}},"tags":["__proto__","constructor"],"slug":"constructor","category":"__proto__"}
            """)).Expect(201);
        Assert.Equal(["$ref", "__proto__", "constructor"], answer["parameters.extra"].MemberNames());
        Assert.Equal(["__proto__", "constructor"], answer["variables"].EnumerateArray().Select(v => v.Text("name")));
        Assert.Equal(answer["parameters"].GetRawText(), (await server.Nobody.ReadAsync(answer.Json.Id())).At("parameters").GetRawText());
        await Eventually.HoldsAsync(async () => Assert.Equal([answer.Json.Id()], (await server.Nobody.GetAsync("/v1/prompts?category=__proto__")).Expect(200).Json.ItemIds()));
    }

    private sealed record Target(string Method, string Path, ApiCaller Caller, Func<Task<string>> State)
    {
        public Task<Answer> SendAsync(byte[] body, string? contentType)
        {
            var content = new ByteArrayContent(body);
            if (contentType is not null) content.Headers.TryAddWithoutValidation("Content-Type", contentType);
            return Caller.SendAsync(Method, Path, content, ("If-Match", "*"));
        }
    }
}
