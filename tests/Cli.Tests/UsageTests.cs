using PromptGrid.Cli.Tests.Support;

namespace PromptGrid.Cli.Tests;

public sealed class UsageTests : IDisposable
{
    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Theory]
    [InlineData("--help", "import <FILE>")]
    [InlineData("import --help", "--as <HANDLE>")]
    [InlineData("db --help", "stats")]
    [InlineData("reindex --help", "promptgrid reindex")]
    public async Task Help_is_written_to_the_output(string command, string part)
    {
        var result = await _place.RunAsync(command.Split(' '));

        Assert.Equal((ExitCodes.Done, ""), (result.Code, result.Error));
        Assert.Contains(part, result.Output);
    }

    [Fact]
    public async Task The_version_is_this_programs()
    {
        var result = await _place.RunAsync("--version");

        Assert.Equal(ExitCodes.Done, result.Code);
        Assert.Equal(typeof(PromptGridCommand).Assembly.GetName().Version!.ToString(3), result.Output.Trim());
    }

    [Theory]
    [InlineData("import prompts.csv --as alice --colour", "--colour")]
    [InlineData("import prompts.csv", "--as")]
    [InlineData("import --as alice", "argument")]
    [InlineData("import prompts.csv --as alice --format xml", "xml")]
    [InlineData("publish", "publish")]
    [InlineData("db", "command")]
    [InlineData("", "command")]
    public async Task What_is_not_understood_is_named_and_usage_is_shown(string command, string named)
    {
        var result = await _place.RunAsync(command.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.Equal(ExitCodes.Error, result.Code);
        Assert.Contains(named, result.Error);
        Assert.Contains("Usage:", result.Output);
        Assert.False(Directory.Exists(_place.Data));
    }
}
