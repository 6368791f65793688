using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using PromptGrid.Cli.Tests.Support;

namespace PromptGrid.Cli.Tests;

public sealed class DbCheckTests : IDisposable
{
    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public async Task A_sound_folder_is_clean_and_no_file_changes()
    {
        await ImportAsync();
        var before = Files();

        var check = await _place.RunAsync("db", "check");
        var json = await _place.RunAsync("db", "check", "--json");

        Assert.Equal((ExitCodes.Done, ""), (check.Code, check.Error));
        Assert.Matches(@"^Clean: \d+ rows in ", check.Line("Clean"));
        Assert.Equal((ExitCodes.Done, ""), (json.Code, json.Error));
        Assert.Equal(before, Files());
    }

    [Fact]
    public async Task Drift_is_named_and_left_as_it_is()
    {
        await ImportAsync();
        var id = Plant();
        var before = Files();

        var check = await _place.RunAsync("db", "check");

        Assert.Equal((ExitCodes.DriftLeft, ""), (check.Code, check.Error));
        Assert.Equal($"counter.likes {id}: expected 0, found 7", check.Line("counter.likes"));
        Assert.StartsWith("Drift: 1 (counter.likes 1); ", check.Line("Drift"));
        Assert.Equal(before, Files());
    }

    [Fact]
    public async Task Json_is_one_object_with_each_drift()
    {
        await ImportAsync();
        var id = Plant();

        var check = await _place.RunAsync("db", "check", "--json");

        Assert.Equal((ExitCodes.DriftLeft, ""), (check.Code, check.Error));
        using var json = JsonDocument.Parse(check.Output);
        var root = json.RootElement;
        Assert.Equal(["clean", "rows", "seconds", "waiting", "repair", "found", "left", "drift"], root.EnumerateObject().Select(p => p.Name));
        Assert.Equal((false, false, 0), (root.GetProperty("clean").GetBoolean(), root.GetProperty("repair").GetBoolean(), root.GetProperty("waiting").GetInt64()));
        Assert.True(root.GetProperty("rows").GetInt64() > 0);
        Assert.Equal("""{"counter.likes":1}""", Compact(root.GetProperty("found")));
        Assert.Equal("""{"counter.likes":1}""", Compact(root.GetProperty("left")));
        Assert.Equal($$"""[{"kind":"counter.likes","entity":"{{id}}","expected":"0","found":"7","left":true}]""", Compact(root.GetProperty("drift")));
    }

    [Fact]
    public async Task Repair_mends_and_says_so()
    {
        await ImportAsync();
        var id = Plant();

        var repair = await _place.RunAsync("db", "check", "--repair");
        var again = await _place.RunAsync("db", "check", "--json");

        Assert.Equal((ExitCodes.Done, ""), (repair.Code, repair.Error));
        Assert.Equal($"counter.likes {id}: expected 0, found 7", repair.Line("counter.likes"));
        Assert.StartsWith("Mended: 1 drifts, none is left; ", repair.Line("Mended"));
        using var json = JsonDocument.Parse(again.Output);
        Assert.Equal((ExitCodes.Done, true, "{}"), (again.Code, json.RootElement.GetProperty("clean").GetBoolean(), Compact(json.RootElement.GetProperty("found"))));
    }

    [Fact]
    public async Task What_cannot_be_mended_is_still_named_after_a_repair()
    {
        await ImportAsync();
        var id = Id();
        Execute($"UPDATE documents SET body = 'torn' WHERE id = '{id}'");

        var repair = await _place.RunAsync("db", "check", "--repair", "--json");

        Assert.Equal(ExitCodes.DriftLeft, repair.Code);
        using var json = JsonDocument.Parse(repair.Output);
        Assert.Equal("""{"document.unreadable":1}""", Compact(json.RootElement.GetProperty("left")));
        Assert.Contains(json.RootElement.GetProperty("drift").EnumerateArray(), d => d.GetProperty("entity").GetString() == id && d.GetProperty("left").GetBoolean());
    }

    [Fact]
    public async Task A_folder_that_a_server_has_open_is_not_checked()
    {
        await using var server = await RunningServer.StartAsync(_place.Data);

        var check = await _place.RunAsync("db", "check");

        Assert.Equal(ExitCodes.Error, check.Code);
        Assert.Contains("is in use by a PromptGrid server", check.Error);
    }

    private static string Compact(JsonElement element) => JsonSerializer.Serialize(element);

    private async Task ImportAsync() => Assert.Equal(ExitCodes.Done, (await _place.RunAsync("import", _place.Ndjson("alpha", "beta"), "--as", "alice", "--create")).Code);

    /// <summary>Gives one prompt likes that nobody gave.</summary>
    private string Plant()
    {
        var id = Id();
        Execute($"INSERT INTO counters (entity, name, value) VALUES ('{id}', 'likes', 7) ON CONFLICT (entity, name) DO UPDATE SET value = 7");
        return id;
    }

    private string Id() => (string)Execute("SELECT id FROM documents WHERE id LIKE 'prm\\_%' ESCAPE '\\' AND id NOT LIKE '%@%' ORDER BY id LIMIT 1")!;

    private object? Execute(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(_place.Data, "ledger.db")};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    /// <summary>What is in the folder: each file's name and the hash of what it holds. What SQLite puts beside a database
    /// for its readers is left out: shared memory, and a log without an entry.</summary>
    private List<(string Name, string Hash)> Files() =>
    [
        .. new DirectoryInfo(_place.Data).GetFiles("*", SearchOption.AllDirectories)
            .Where(f => !f.Name.EndsWith("-shm", StringComparison.Ordinal) && !(f.Name.EndsWith("-wal", StringComparison.Ordinal) && f.Length == 0))
            .OrderBy(f => f.FullName, StringComparer.Ordinal)
            .Select(f => (f.Name, Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(f.FullName))))),
    ];
}
