using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using PromptGrid.Api.Tests.Support;

namespace PromptGrid.Api.Tests.Operations;

[Collection(Collections.Accounts)]
public sealed class OpenApiTests(ApiServer server)
{
    private static readonly string[] Methods = ["get", "put", "post", "delete", "patch"];

    private async Task<JsonElement> DocumentAsync() => (await server.Nobody.GetAsync("/openapi/v1.json")).Expect(200).Json;

    private static IEnumerable<(string Route, JsonElement Operation)> Operations(JsonElement document) =>
        from path in document.At("paths").EnumerateObject()
        from operation in path.Value.EnumerateObject()
        where Methods.Contains(operation.Name)
        select ($"{operation.Name.ToUpperInvariant()} {path.Name}", operation.Value);

    private static bool IsApi(string path) => path.StartsWith("/v1/", StringComparison.Ordinal) || path.StartsWith("/healthz/", StringComparison.Ordinal);

    [Fact]
    public async Task The_document_is_OpenAPI_3_1()
    {
        var document = await DocumentAsync();
        Assert.StartsWith("3.1.", document.Text("openapi"));
        Assert.Equal("PromptGrid API", document.Text("info.title"));
        Assert.Equal("bearer", document.Text("components.securitySchemes.bearer.scheme"));
    }

    [Fact]
    public async Task The_document_lists_every_mapped_route_of_the_API_and_no_other()
    {
        var mapped = server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .SelectMany(e => (e.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? []).Select(m => (Method: m, Path: "/" + e.RoutePattern.RawText!.Trim('/'))))
            .Where(e => IsApi(e.Path)).Select(e => $"{e.Method} {e.Path}").Order().ToList();
        Assert.True(mapped.Count > 30, $"Only {mapped.Count} routes are mapped.");
        Assert.Equal(mapped, Operations(await DocumentAsync()).Select(o => o.Route).Where(r => IsApi(r[(r.IndexOf(' ', StringComparison.Ordinal) + 1)..])).Order());
    }

    [Theory]
    [InlineData("POST /v1/auth/register")]
    [InlineData("POST /v1/auth/login")]
    [InlineData("POST /v1/auth/refresh")]
    [InlineData("POST /v1/auth/logout")]
    [InlineData("GET /v1/me")]
    [InlineData("PATCH /v1/me")]
    [InlineData("GET /v1/users/{handle}")]
    [InlineData("GET /v1/users/{handle}/prompts")]
    [InlineData("GET /v1/users/{handle}/prompts/{slug}")]
    [InlineData("GET /v1/me/likes")]
    [InlineData("GET /v1/me/saves")]
    [InlineData("PUT /v1/users/{handle}/follow")]
    [InlineData("DELETE /v1/users/{handle}/follow")]
    [InlineData("GET /v1/users/{handle}/followers")]
    [InlineData("GET /v1/users/{handle}/following")]
    [InlineData("PUT /v1/tags/{tag}/follow")]
    [InlineData("DELETE /v1/tags/{tag}/follow")]
    [InlineData("GET /v1/me/following/tags")]
    [InlineData("GET /v1/feed")]
    [InlineData("GET /v1/me/notifications")]
    [InlineData("POST /v1/me/notifications/read")]
    [InlineData("GET /v1/me/notifications/settings")]
    [InlineData("PATCH /v1/me/notifications/settings")]
    [InlineData("GET /v1/me/stream")]
    [InlineData("POST /v1/prompts/{id}/comments")]
    [InlineData("GET /v1/prompts/{id}/comments")]
    [InlineData("DELETE /v1/comments/{id}")]
    [InlineData("POST /v1/prompts")]
    [InlineData("GET /v1/prompts")]
    [InlineData("GET /v1/prompts/{id}")]
    [InlineData("PATCH /v1/prompts/{id}")]
    [InlineData("DELETE /v1/prompts/{id}")]
    [InlineData("GET /v1/prompts/{id}/raw")]
    [InlineData("PUT /v1/prompts/{id}/like")]
    [InlineData("DELETE /v1/prompts/{id}/like")]
    [InlineData("PUT /v1/prompts/{id}/save")]
    [InlineData("DELETE /v1/prompts/{id}/save")]
    [InlineData("POST /v1/prompts/{id}/forks")]
    [InlineData("GET /v1/prompts/{id}/forks")]
    [InlineData("GET /v1/prompts/{id}/lineage")]
    [InlineData("GET /v1/prompts/{id}/versions")]
    [InlineData("GET /v1/prompts/{id}/versions/{number}")]
    [InlineData("GET /v1/prompts/{id}/diff")]
    [InlineData("POST /v1/prompts/{id}/versions/{number}/restore")]
    [InlineData("GET /v1/prompts/{id}/related")]
    [InlineData("POST /v1/prompts/{id}/copies")]
    [InlineData("GET /v1/prompts/{id}/stream")]
    [InlineData("GET /v1/schemas/{type}")]
    [InlineData("GET /v1/search")]
    [InlineData("GET /v1/search/suggest")]
    [InlineData("GET /v1/tags")]
    [InlineData("GET /v1/categories")]
    [InlineData("GET /v1/models")]
    [InlineData("GET /v1/users/{handle}/collections")]
    [InlineData("POST /v1/collections")]
    [InlineData("GET /v1/collections")]
    [InlineData("GET /v1/collections/{id}")]
    [InlineData("PATCH /v1/collections/{id}")]
    [InlineData("DELETE /v1/collections/{id}")]
    [InlineData("PUT /v1/collections/{id}/prompts/{promptId}")]
    [InlineData("DELETE /v1/collections/{id}/prompts/{promptId}")]
    [InlineData("PUT /v1/collections/{id}/follow")]
    [InlineData("POST /v1/prompts/{id}/reports")]
    [InlineData("POST /v1/prompts/{id}/appeals")]
    [InlineData("GET /v1/moderation/queue")]
    [InlineData("POST /v1/moderation/{id}")]
    [InlineData("GET /v1/moderation/audit")]
    [InlineData("PUT /v1/tags/{alias}/alias")]
    [InlineData("GET /v1/trending")]
    [InlineData("GET /v1/trending/stream")]
    [InlineData("POST /v1/import")]
    [InlineData("GET /v1/jobs/{id}")]
    [InlineData("GET /v1/stats")]
    [InlineData("GET /healthz/live")]
    [InlineData("GET /healthz/ready")]
    public async Task The_document_has_what_the_contract_promises(string route) => Assert.Contains(route, Operations(await DocumentAsync()).Select(o => o.Route));

    [Fact]
    public async Task Every_operation_has_a_summary_a_tag_and_an_answer()
    {
        foreach (var (route, operation) in Operations(await DocumentAsync()))
        {
            Assert.True(operation.TryGetProperty("summary", out var summary) && summary.GetString()!.Length > 3, $"{route} has no summary");
            Assert.True(operation.TryGetProperty("tags", out var tags) && tags.GetArrayLength() > 0, $"{route} has no tag");
            // Signing in elsewhere begins with being sent there.
            Assert.Contains(operation.At("responses").MemberNames(), s => s[0] is '2' or '3');
        }
    }

    [Fact]
    public async Task Every_operation_describes_how_it_refuses()
    {
        foreach (var (route, operation) in Operations(await DocumentAsync()).Where(o => o.Route.Contains(" /v1/", StringComparison.Ordinal)))
        {
            var answers = operation.At("responses").MemberNames();
            var needed = new List<string> { "429", "503" };
            if (operation.TryGetProperty("security", out var security) && security.GetArrayLength() > 0) needed.Add("401");
            if (operation.TryGetProperty("requestBody", out _)) needed.AddRange(["400", "413", "415"]);
            if (route.Contains("{id}", StringComparison.Ordinal) || route.Contains("{handle}", StringComparison.Ordinal)) needed.Add("404");
            if (route.StartsWith("POST ", StringComparison.Ordinal))
            {
                needed.Add("400");
                Assert.Contains(operation.At("parameters").EnumerateArray(), p => p.Text("name") == "Idempotency-Key");
            }

            Assert.True(needed.All(answers.Contains), $"{route} describes {string.Join(' ', answers)} and not all of {string.Join(' ', needed)}");
            foreach (var answer in operation.At("responses").EnumerateObject().Where(r => r.Name[0] is '4' or '5' && !route.EndsWith("/ready", StringComparison.Ordinal)))
            {
                Assert.False(string.IsNullOrEmpty(answer.Value.Text("description")), route);
                Assert.Equal("#/components/schemas/ProblemDetails", answer.Value.At("content").GetProperty("application/problem+json").At("schema").Text("$ref"));
            }
        }
    }

    [Fact]
    public async Task Operations_that_need_a_user_say_so()
    {
        var secured = Operations(await DocumentAsync()).Where(o => o.Operation.TryGetProperty("security", out var s) && s.GetArrayLength() > 0).Select(o => o.Route).ToHashSet();
        Assert.Contains("POST /v1/prompts", secured);
        Assert.Contains("PUT /v1/prompts/{id}/like", secured);
        Assert.DoesNotContain("GET /v1/prompts/{id}", secured);
        Assert.DoesNotContain("POST /v1/auth/login", secured);
    }

    [Fact]
    public async Task The_documents_own_references_all_lead_somewhere()
    {
        var document = await DocumentAsync();
        foreach (var reference in References(document).Distinct())
        {
            Assert.StartsWith("#/", reference);
            var target = document;
            foreach (var part in reference[2..].Split('/')) Assert.True(target.TryGetProperty(part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal), out target), reference);
        }
    }

    [Fact]
    public async Task The_page_with_the_documentation_loads_all_its_parts()
    {
        var page = (await server.Nobody.GetAsync("/docs/index.html")).Expect(200);
        Assert.StartsWith("text/html", page.ContentType);
        foreach (var part in (string[])["swagger-ui.css", "swagger-ui-bundle.js", "swagger-ui-standalone-preset.js"])
        {
            Assert.Contains(part, page.Text, StringComparison.Ordinal);
            Assert.NotEmpty((await server.Nobody.GetAsync("/docs/" + part)).Expect(200).Body);
        }

        Assert.Contains((await server.Nobody.GetAsync("/docs")).Status, (int[])[200, 301, 302]);
        var policy = page.Header("Content-Security-Policy")!;
        Assert.Contains("style-src 'self' 'unsafe-inline'", policy, StringComparison.Ordinal);
        Assert.Contains("default-src 'self';", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("script-src", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>", page.Text, StringComparison.Ordinal);
    }

    private static IEnumerable<string> References(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(p => p.NameEquals("$ref") && p.Value.ValueKind == JsonValueKind.String ? [p.Value.GetString()!] : References(p.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(References),
        _ => [],
    };
}
