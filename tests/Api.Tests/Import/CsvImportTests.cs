using PromptGrid.Api.Tests.Support;

namespace PromptGrid.Api.Tests.Import;

[Collection(Collections.Bulk)]
public sealed class CsvImportTests(ApiServer server)
{
    private async Task<JsonElement[]> ImportedAsync(string csv, int expected)
    {
        var user = await server.SignUpAsync();
        var job = await user.ImportAsync("csv", csv);
        Assert.Equal("done", job.Text("state"));
        Assert.True(job.Number("created") == expected, job.GetRawText());
        return [.. (await user.WalkAsync($"/v1/users/{user.Handle}/prompts", 100)).OrderBy(p => p.Id(), StringComparer.Ordinal)];
    }

    [Fact]
    public async Task Quotes_line_breaks_commas_and_a_byte_order_mark_are_read_as_written()
    {
        var prompts = await ImportedAsync("\uFEFFact,prompt,for_devs,type,contributor\r\n\"Says \"\"hi\"\"\",\"line 1\r\nline 2, with comma\r\n\r\nend\",FALSE,TEXT,ann\r\nPlain,text,TRUE,Image,\r\n", 2);
        var quoted = prompts.Single(p => p.Text("type") == "text");
        Assert.Equal(("Says \"hi\"", "line 1\r\nline 2, with comma\r\n\r\nend"), (quoted.Text("title"), quoted.Text("content")));
        Assert.Equal("ann", quoted.Text("origin.author"));
        Assert.Equal(JsonValueKind.Null, quoted.At("category").ValueKind);
        var plain = prompts.Single(p => p.Text("type") == "image");
        Assert.Equal("coding", plain.Text("category"));
    }

    [Theory]
    [InlineData("title", "content", "license", "author")]
    [InlineData("act", "prompt", "licence", "contributor")]
    [InlineData("Name", "Text", "LICENSE", "Author")]
    [InlineData(" TITLE ", " Prompt ", " Licence ", " CONTRIBUTOR ")]
    public async Task Columns_are_known_by_each_of_their_names(string title, string content, string license, string author)
    {
        var prompt = Assert.Single(await ImportedAsync($"{author},{license},{content},{title}\nann,MIT,Some text,Some title", 1));
        Assert.Equal(("Some title", "Some text", "MIT", "ann"), (prompt.Text("title"), prompt.Text("content"), prompt.Text("license"), prompt.Text("origin.author")));
    }

    [Fact]
    public async Task Tags_are_split_at_commas_and_semicolons_and_types_taken_in_any_case()
    {
        var prompt = Assert.Single(await ImportedAsync("title,content,tags,type,description,category\nt,c,\"One two, three;four ;;\",STRUCTURED,About it,Data", 1));
        Assert.Equal(["one-two", "three", "four"], prompt.At("tags").Strings());
        Assert.Equal(("structured", "About it", "data"), (prompt.Text("type"), prompt.Text("description"), prompt.Text("category")));
    }

    [Fact]
    public async Task Unknown_columns_are_kept_under_extra()
    {
        var prompt = Assert.Single(await ImportedAsync("title,content,rating,Notes,empty\nt,c,5,\"two\nlines\",", 1));
        Assert.Equal(["Notes", "rating"], prompt.At("parameters.extra").MemberNames());
        Assert.Equal(("5", "two\nlines"), (prompt.Text("parameters.extra.rating"), prompt.Text("parameters.extra.Notes")));
    }

    [Fact]
    public async Task A_given_category_wins_over_for_devs()
    {
        var prompts = await ImportedAsync("title,content,for_devs,category\na,x,TRUE,law\nb,x,true,\nc,x,FALSE,\nd,x,maybe,", 4);
        Assert.Equal(["law", "coding", null, null], prompts.OrderBy(p => p.Text("title")).Select(p => p.At("category").GetString()));
    }

    [Fact]
    public async Task Bad_records_are_reported_by_number_and_the_rest_is_imported()
    {
        var user = await server.SignUpAsync();
        var job = await user.ImportAsync("csv", "title,content,type\nok,text,text\nno content,,text\nbad type,text,poem\nshort\nlast,text,code,and,more\nstray \"quote,te\"xt,text\n");
        Assert.Equal("done", job.Text("state"));
        Assert.Equal([2, 3, 4], job.At("errors").EnumerateArray().Select(e => e.Number("line")));
        Assert.Equal((3, 3), (job.Number("created"), job.Number("failed")));
    }

    [Fact]
    public async Task A_file_without_a_column_for_the_text_says_so()
    {
        var user = await server.SignUpAsync();
        var job = await user.ImportAsync("csv", "title,body\na,b\n");
        Assert.Equal((0, 1), (job.Number("created"), job.Number("failed")));
        Assert.Contains("content", job.At("errors")[0].Text("detail"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_quote_that_never_ends_is_told_and_keeps_what_stood_before_it()
    {
        var user = await server.SignUpAsync();
        var job = await user.ImportAsync("csv", "title,content\nbefore,text\nopen,\"" + new string('x', 2_100_000) + "\nmore,text\n");
        Assert.NotEqual("running", job.Text("state"));
        Assert.Equal(1, job.Number("created"));
        Assert.Equal(2, job.At("errors").EnumerateArray().Last().Number("line"));
        Assert.Contains("characters", job.At("errors").EnumerateArray().Last().Text("detail"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Control_characters_are_dropped_and_title_breaks_become_spaces()
    {
        var prompt = Assert.Single(await ImportedAsync("title,content\n\"two\nlines\",be\u0000ep\u0007 \u001b[1m", 1));
        Assert.Equal(("two lines", "beep [1m"), (prompt.Text("title"), prompt.Text("content")));
    }

    [Fact]
    public async Task The_same_file_twice_changes_nothing_and_a_changed_type_updates()
    {
        var user = await server.SignUpAsync();
        var csv = "externalId,title,content,type\n" + string.Join('\n', Enumerable.Range(0, 20).Select(i => $"e{i},Title {i},Text {i},text"));
        Assert.Equal(20, (await user.ImportAsync("csv", csv)).Number("created"));
        Assert.Equal(20, (await user.ImportAsync("csv", csv)).Number("skipped"));
        var third = await user.ImportAsync("csv", csv.Replace("Text 3,text", "Text 3,skill", StringComparison.Ordinal));
        Assert.Equal((1, 19), (third.Number("updated"), third.Number("skipped")));
        Assert.Single(await user.WalkAsync($"/v1/users/{user.Handle}/prompts", 100), p => p.Text("type") == "skill");
    }
}
