using System.Text.RegularExpressions;
using Xunit;

namespace PromptGrid.Architecture.Tests;

public sealed partial class DocumentTests
{
    [Theory]
    [InlineData("ARCHITECTURE.md")]
    [InlineData("README.md")]
    [InlineData("CONTRIBUTING.md")]
    public void Every_path_that_a_document_names_exists(string document)
    {
        var text = Repository.Read(document);
        var named = Paths().Matches(text).Select(m => m.Groups[1].Value).Concat(Links().Matches(text).Select(m => m.Groups[1].Value)).Distinct().ToList();
        Assert.NotEmpty(named);
        var missing = named.Where(p => !File.Exists(Path.Combine(Repository.Root, p)) && !Directory.Exists(Path.Combine(Repository.Root, p))).ToList();
        Assert.Empty(missing);
    }

    [Fact]
    public void The_trace_of_a_like_names_a_file_of_every_layer()
    {
        var trace = Repository.Read("ARCHITECTURE.md").Split("## The house")[0];
        foreach (var layer in new[] { "Api/", "Domain/", "Grains/", "Ledger/", "Projections/", "Search/" }) Assert.Contains($"`{layer}", trace, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_setting_of_the_readme_exists_in_the_code()
    {
        var code = string.Concat(new[] { "Api", "Silo", "Grains", "Ledger", "Embedded" }.SelectMany(p => Repository.Files(p, "*.cs")).Select(File.ReadAllText));
        var settings = Settings().Matches(Repository.Read("README.md")).Select(m => m.Groups[1].Value).ToList();
        Assert.True(settings.Count >= 10);
        // The last part of a name is the property or the literal that reads it.
        var unknown = settings.Where(s => s != "ASPNETCORE_URLS" && !code.Contains(s.Split("__").Last(part => !int.TryParse(part, out _)), StringComparison.Ordinal)).ToList();
        Assert.Empty(unknown);
    }

    [GeneratedRegex(@"`((?:Api|Cli|Domain|Embedded|Grains|Grains\.Interfaces|Ledger|Projections|Search|Silo|Web|docs|tests)/[\w./-]+)`")]
    private static partial Regex Paths();

    [GeneratedRegex(@"\]\((?!http)([\w./-]+)\)")]
    private static partial Regex Links();

    [GeneratedRegex(@"^\| `([A-Za-z_]+(?:__\w+)*)`", RegexOptions.Multiline)]
    private static partial Regex Settings();
}
