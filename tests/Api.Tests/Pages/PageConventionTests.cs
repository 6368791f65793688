using System.Text.RegularExpressions;
using PromptGrid.Api.Tests.Support;

namespace PromptGrid.Api.Tests.Pages;

/// <summary>What holds for every page.</summary>
[Collection(Collections.Discovery)]
public sealed partial class PageConventionTests(ApiServer server)
{
    private static readonly (string, string) Browser = ("Accept", "text/html,application/xhtml+xml");

    public static TheoryData<string> Pages => ["/", "/?window=week&scope=type:image", "/explore", "/search?q=x", "/tags/x", "/types/code", "/docs", "/login", "/signup", "/logout", "/nowhere"];

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task A_page_allows_no_inline_script_or_style_and_has_none(string path)
    {
        var page = await server.Nobody.GetAsync(path, Browser);
        var policy = page.Header("Content-Security-Policy")!;
        Assert.Contains("default-src 'self'", policy, StringComparison.Ordinal);
        Assert.Contains("object-src 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", page.Header("X-Content-Type-Options"));
        Assert.Empty(Inline().Matches(page.Text).Select(m => m.Value));
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Every_file_that_a_page_names_is_served_for_ever(string path)
    {
        var page = await server.Nobody.GetAsync(path, Browser);
        var files = Assets().Matches(page.Text).Select(m => m.Value).Distinct().ToList();
        Assert.True(files.Count >= 4, page.Text);
        foreach (var file in files)
        {
            var answer = (await server.Nobody.GetAsync(file, ("Accept-Encoding", "br"))).Expect(200);
            Assert.Contains("immutable", answer.Header("Cache-Control"), StringComparison.Ordinal);
            Assert.Equal("br", answer.Header("Content-Encoding"));
        }

        Assert.Equal("no-cache", (await server.Nobody.GetAsync("/assets/of-yesterday/site.css")).Expect(200).Header("Cache-Control"));
        (await server.Nobody.GetAsync("/assets/x/none.css", Browser)).Expect(404).ExpectProblem();
    }

    [Fact]
    public async Task The_language_is_the_readers_choice_then_the_browsers()
    {
        async Task<string> LanguageAsync(params (string, string)[] headers) => Language().Match((await server.Nobody.GetAsync("/", headers)).Expect(200).Text).Groups[1].Value;
        Assert.Equal("en", await LanguageAsync());
        Assert.Equal("de", await LanguageAsync(("Accept-Language", "fr-FR, de-CH;q=0.8, en;q=0.5")));
        Assert.Equal("en", await LanguageAsync(("Accept-Language", "fr")));
        Assert.Equal("en", await LanguageAsync(("Accept-Language", "de;q=0, en;q=0.1")));
        Assert.Equal("en", await LanguageAsync(("Accept-Language", "de"), ("Cookie", "pg_language=en")));
        Assert.Equal("de", await LanguageAsync(("Accept-Language", "de"), ("Cookie", "pg_language=xx")));
    }

    [Fact]
    public async Task A_theme_is_remembered_and_comes_with_the_page()
    {
        Assert.DoesNotContain("data-theme=", (await server.Nobody.GetAsync("/")).Text.Split("<head>")[0], StringComparison.Ordinal);
        Assert.Contains("data-theme=\"dark\"", (await server.Nobody.GetAsync("/", ("Cookie", "pg_theme=dark"))).Text, StringComparison.Ordinal);
        Assert.DoesNotContain("data-theme=", (await server.Nobody.GetAsync("/", ("Cookie", "pg_theme=\"><script>"))).Text.Split("<head>")[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_reads_gets_a_page_for_an_error_and_programs_get_a_problem()
    {
        var page = (await server.Nobody.GetAsync("/nowhere", Browser)).Expect(404);
        Assert.StartsWith("text/html", page.ContentType);
        Assert.Contains("An empty place on the grid", page.Text, StringComparison.Ordinal);
        (await server.Nobody.GetAsync("/nowhere")).ExpectProblem(404, "not-found");
        (await server.Nobody.GetAsync("/v1/nowhere", Browser)).ExpectProblem(404, "not-found");
    }

    [GeneratedRegex("""<script(?![^>]*\bsrc=)(?![^>]*type="application/ld(?:\+|&\#x2B;)json")[^>]*>|<style|\sstyle=|\son[a-z]+=|href="javascript:""", RegexOptions.IgnoreCase)]
    private static partial Regex Inline();

    [GeneratedRegex("""/assets/[0-9a-f]{12}/[\w.-]+""")]
    private static partial Regex Assets();

    [GeneratedRegex("<html lang=\"(..)\"")]
    private static partial Regex Language();
}
