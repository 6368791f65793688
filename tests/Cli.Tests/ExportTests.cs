using System.Text.Json;
using PromptGrid.Cli.Tests.Support;

namespace PromptGrid.Cli.Tests;

public sealed class ExportTests : IDisposable
{
    private readonly Workplace _place = new();
    private readonly Workplace _other = new();

    public void Dispose()
    {
        _place.Dispose();
        _other.Dispose();
    }

    [Theory]
    [InlineData("ndjson")]
    [InlineData("csv")]
    public async Task Export_and_import_make_the_same_folder_again(string format)
    {
        Assert.Equal(ExitCodes.Done, (await _place.RunAsync("import", _place.Ndjson("alpha", "beta"), "--as", "alice", "--create")).Code);
        var file = _place.Data + "." + format;
        var exported = await _place.RunAsync("export", "--as", "alice", "--out", file);
        Assert.Equal((ExitCodes.Done, ""), (exported.Code, exported.Error));
        Assert.Contains("lines", exported.Line("Export:"), StringComparison.Ordinal);
        Assert.StartsWith("Exported ", exported.Line("Exported"), StringComparison.Ordinal);
        Assert.False(System.IO.File.Exists(file + ".part"));

        var imported = await _other.RunAsync("import", file, "--as", "alice", "--create");
        Assert.Contains("2 created, 0 updated, 0 skipped, 0 failed", imported.Line("Imported"), StringComparison.Ordinal);
        var (before, after) = (await _place.RunAsync("export", "--as", "alice"), await _other.RunAsync("export", "--as", "alice"));
        Assert.Equal(2, before.Output.TrimEnd().Split('\n').Length);
        Assert.Equal(before.Output, after.Output);
        Assert.Equal(before.Output, (await _place.RunAsync("export", "--scope", "public")).Output);
    }

    [Fact]
    public async Task A_server_is_asked_with_a_password_or_a_key()
    {
        await using var server = await RunningServer.StartAsync(_place.Data);
        var token = await server.RegisterAsync("alice", "a long password");
        _other.Variables["PROMPTGRID_PASSWORD"] = "a long password";
        Assert.Equal(ExitCodes.Done, (await _other.RunAsync("import", _other.Ndjson("alpha"), "--as", "alice", "--server", server.Address)).Code);
        var byPassword = await _other.RunAsync("export", "--as", "alice", "--server", server.Address);
        Assert.Equal("alpha", JsonDocument.Parse(byPassword.Output).RootElement.GetProperty("title").GetString());

        _other.Variables.Remove("PROMPTGRID_PASSWORD");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/me/keys") { Content = new StringContent("""{"name":"cli","scopes":["read"]}""", null, "application/json"), Headers = { Authorization = new("Bearer", token) } };
        using var made = await server.Client.SendAsync(request);
        _other.Variables["PROMPTGRID_TOKEN"] = JsonDocument.Parse(await made.Content.ReadAsStringAsync()).RootElement.GetProperty("key").GetString()!;
        Assert.Equal(byPassword.Output, (await _other.RunAsync("export", "--as", "alice", "--server", server.Address)).Output);
    }

    [Fact]
    public async Task What_cannot_be_done_is_said_and_nothing_is_left_behind()
    {
        var none = await _place.RunAsync("export", "--as", "alice");
        Assert.Equal(ExitCodes.Error, none.Code);
        Assert.Contains("There is no ledger", none.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_place.Data));

        await _place.RunAsync("import", _place.Ndjson("alpha"), "--as", "alice", "--create");
        Assert.Contains("There is no user bob", (await _place.RunAsync("export", "--as", "bob")).Error, StringComparison.Ordinal);
        Assert.Contains("add --as HANDLE", (await _place.RunAsync("export", "--scope", "mine")).Error, StringComparison.Ordinal);
        var there = _place.File("there.csv", "");
        Assert.Contains("exists", (await _place.RunAsync("export", "--scope", "public", "--out", there)).Error, StringComparison.Ordinal);
    }
}
