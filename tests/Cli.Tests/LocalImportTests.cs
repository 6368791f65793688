using System.Text.Json;
using PromptGrid.Cli.Tests.Support;
using PromptGrid.Domain.Common;
using PromptGrid.Domain.Users;

namespace PromptGrid.Cli.Tests;

public sealed class LocalImportTests : IDisposable
{
    private const string Csv = """
        act,prompt,for_devs,type,contributor
        Linux Terminal,"I want you to act as a ""terminal"".
        Reply in one block, please.",TRUE,TEXT,f
        Gardener,Tell me when to plant tomatoes.,FALSE,TEXT,g
        """;

    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public async Task A_csv_file_becomes_prompts_that_search_finds_at_once()
    {
        var result = await _place.RunAsync("import", _place.File("prompts.csv", Csv), "--as", "alice", "--create");

        Assert.Equal((ExitCodes.Done, ""), (result.Code, result.Error));
        Assert.Contains("2 records", result.Line("Imported prompts.csv as alice"));
        Assert.Contains("2 created, 0 updated, 0 skipped, 0 failed", result.Line("Imported prompts.csv as alice"));
        await using var server = await RunningServer.StartAsync(_place.Data);
        Assert.Equal(["Gardener"], await server.SearchAsync("tomatoes"));
        Assert.Equal(["Linux Terminal"], await server.SearchAsync("terminal"));
    }

    [Fact]
    public async Task The_command_waits_until_search_has_caught_up()
    {
        var result = await _place.RunAsync("import", _place.Ndjson("alpha", "beta", "gamma"), "--as", "alice", "--create");

        Assert.Equal("Search: up to date", result.Line("Search"));
        // Looking at the folder moves nothing, so the import itself must have filled the index.
        var stats = await StatsAsync();
        Assert.Contains(", 0 events behind", stats.Line("search"));
        Assert.DoesNotContain(" 0, 0 events", stats.Line("search"));
    }

    [Fact]
    public async Task An_ndjson_file_is_taken_by_its_extension_and_the_license_fills_gaps()
    {
        var file = _place.File("prompts.jsonl", """
            {"title":"Own","content":"Has its license.","type":"text","license":"MIT"}
            {"title":"None","content":"Has none.","type":"text"}
            """);

        var result = await _place.RunAsync("import", file, "--as", "alice", "--create", "--license", "CC0-1.0");

        Assert.Equal(ExitCodes.Done, result.Code);
        await using var server = await RunningServer.StartAsync(_place.Data);
        var licenses = (await server.PromptsOfAsync("alice")).ToDictionary(p => p.GetProperty("title").GetString()!, p => p.GetProperty("license").GetString());
        Assert.Equal(("MIT", "CC0-1.0"), (licenses["Own"], licenses["None"]));
    }

    [Fact]
    public async Task A_format_that_is_named_wins_over_the_extension()
    {
        var file = _place.File("prompts.ndjson", Csv);

        var asNamed = await _place.RunAsync("import", file, "--as", "alice", "--create", "--format", "csv");
        var asExtension = await _place.RunAsync("import", file, "--as", "alice");

        Assert.Equal((ExitCodes.Done, ExitCodes.SomeLinesFailed), (asNamed.Code, asExtension.Code));
    }

    [Fact]
    public async Task Importing_a_file_twice_changes_nothing()
    {
        var file = _place.Ndjson("alpha", "beta");
        await _place.RunAsync("import", file, "--as", "alice", "--create");

        var again = await _place.RunAsync("import", file, "--as", "@Alice");

        Assert.Equal(ExitCodes.Done, again.Code);
        Assert.Contains("0 created, 0 updated, 2 skipped, 0 failed", again.Line("Imported"));
    }

    [Fact]
    public async Task A_changed_line_updates_its_prompt()
    {
        await _place.RunAsync("import", _place.Ndjson("alpha", "beta"), "--as", "alice", "--create");
        var changed = _place.File("changed.ndjson", """{"title":"alpha","content":"Something else.","type":"text","externalId":"alpha"}""");

        var result = await _place.RunAsync("import", changed, "--as", "alice");

        Assert.Contains("0 created, 1 updated, 0 skipped, 0 failed", result.Line("Imported"));
    }

    [Fact]
    public async Task Bad_lines_are_named_and_the_others_go_in()
    {
        var file = _place.File("mixed.ndjson", """
            {"title":"Good","content":"Text.","type":"text"}
            this is no JSON
            {"title":"Empty"}
            """);

        var result = await _place.RunAsync("import", file, "--as", "alice", "--create");

        Assert.Equal(ExitCodes.SomeLinesFailed, result.Code);
        Assert.Contains("1 created, 0 updated, 0 skipped, 2 failed", result.Line("Imported"));
        Assert.Equal("line 2: line is not valid JSON", result.Line("line 2"));
        Assert.Equal("line 3: content is required", result.Line("line 3"));
    }

    [Fact]
    public async Task Only_the_first_problems_are_listed_and_the_others_counted()
    {
        var file = _place.File("bad.ndjson", string.Concat(Enumerable.Repeat("no\n", 25)));

        var result = await _place.RunAsync("import", file, "--as", "alice", "--create");

        Assert.Equal(10, result.Output.Split('\n').Count(l => l.StartsWith("  line ", StringComparison.Ordinal)));
        Assert.Equal("… and 15 more.", result.Line("…"));
    }

    [Fact]
    public async Task An_unknown_user_is_refused_and_gets_nothing()
    {
        var result = await _place.RunAsync("import", _place.Ndjson("alpha"), "--as", "nobody");

        Assert.Equal((ExitCodes.Error, "There is no user nobody in this folder: add --create to make one.\n"), (result.Code, result.Error));
        Assert.Equal("none", (await StatsAsync()).Output.Split("Documents")[1].Split('\n')[1].Trim());
    }

    [Fact]
    public async Task A_handle_that_nobody_may_have_is_not_created()
    {
        var result = await _place.RunAsync("import", _place.Ndjson("alpha"), "--as", "admin", "--create");

        Assert.Equal((ExitCodes.Error, "The user cannot be made: handle: is reserved\n"), (result.Code, result.Error));
    }

    [Fact]
    public async Task A_created_user_signs_in_with_the_password_that_was_set()
    {
        _place.Variables["PROMPTGRID_PASSWORD"] = "a long password";
        await _place.RunAsync("import", _place.Ndjson("alpha"), "--as", "alice", "--create", "--login", "alice@example.org");

        await using var server = await RunningServer.StartAsync(_place.Data);
        Assert.True(await server.CanSignInAsync("alice@example.org", "a long password"));
        Assert.False(await server.CanSignInAsync("alice@example.org", "another password"));
    }

    [Fact]
    public async Task No_session_stays_open_behind_an_import()
    {
        await _place.RunAsync("import", _place.Ndjson("alpha"), "--as", "alice", "--create");

        var sessions = await _place.WithLedgerAsync(async store =>
        {
            var id = await store.Reader.ResolveKeyAsync(UniqueKeys.Handle, "alice");
            return await store.Reader.ReadDocumentAsync(UserSessionsDocument.IdOf(id!));
        });
        Assert.Empty(JsonSerializer.Deserialize(sessions!.Body, DomainJson.Stored.UserSessionsDocument)!.Sessions);
    }

    [Fact]
    public async Task Files_that_cannot_be_read_are_refused_before_anything_is_opened()
    {
        var missing = await _place.RunAsync("import", "missing.csv", "--as", "alice");
        var folder = await _place.RunAsync("import", Path.GetTempPath(), "--as", "alice");
        var nameless = await _place.RunAsync("import", _place.File("prompts.txt", ""), "--as", "alice");

        Assert.Equal((ExitCodes.Error, "There is no file 'missing.csv'.\n"), (missing.Code, missing.Error));
        Assert.Equal((ExitCodes.Error, $"'{Path.GetTempPath()}' is a folder: name one file.\n"), (folder.Code, folder.Error));
        Assert.Equal(ExitCodes.Error, nameless.Code);
        Assert.EndsWith("does not tell its format: add --format csv or --format ndjson.\n", nameless.Error);
        Assert.False(Directory.Exists(_place.Data));
    }

    [Fact]
    public async Task What_a_stopped_import_left_is_finished_by_the_next_one()
    {
        var titles = Enumerable.Range(0, 3_000).Select(i => $"prompt {i}").ToList();
        var file = _place.Ndjson(titles);
        using var output = new StoppingWriter("Upload:");

        var stopped = await _place.RunAsync(output, output.Token, "import", file, "--as", "alice", "--create");
        var again = await _place.RunAsync("import", file, "--as", "alice");

        Assert.Equal(ExitCodes.Stopped, stopped.Code);
        Assert.Contains("The rest follows when a server or an import next opens this folder.", stopped.Error);
        Assert.Equal(ExitCodes.Done, again.Code);
        Assert.Contains("0 created, 0 updated, 3,000 skipped, 0 failed", again.Line("Imported"));
        Assert.Matches("^prompts +3,000$", (await StatsAsync()).Line("prompts "));
    }

    [Fact]
    public async Task On_a_terminal_progress_is_drawn_as_bars()
    {
        _place.OutputIsTerminal = true;

        var result = await _place.RunAsync("import", _place.Ndjson("alpha"), "--as", "alice", "--create");

        Assert.Equal(ExitCodes.Done, result.Code);
        Assert.Contains("━━━", result.Output);
        Assert.Contains("100%", result.Output);
        Assert.Contains("1/1 records", result.Output);
    }

    private Task<CommandResult> StatsAsync() => _place.RunAsync("db", "stats");
}
