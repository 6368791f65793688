using System.Text.RegularExpressions;
using PromptGrid.Deployment.Tests.Settings;

namespace PromptGrid.Deployment.Tests.Compose;

public sealed partial class DockerfileTests
{
    [Theory]
    [InlineData("silo", "Silo", "Cluster", "http://+:8081")]
    [InlineData("api", "Api", "Cluster", "http://+:8080")]
    [InlineData("embedded", "Api", "Embedded", "http://+:8080")]
    public void An_image_holds_its_program_runs_without_root_and_says_how_it_is(string target, string project, string edition, string urls)
    {
        var lines = Dockerfile.Lines(target);
        Assert.Contains("-noble-chiseled", lines, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^USER [1-9]\d*:[1-9]\d*$", lines);
        Assert.Contains($"ENTRYPOINT [\"dotnet\", \"PromptGrid.{project}.dll\"]", lines, StringComparison.Ordinal);
        Assert.Contains($"CMD [\"dotnet\", \"PromptGrid.{project}.dll\", \"health\"]", lines, StringComparison.Ordinal);
        Assert.Contains($"ASPNETCORE_URLS={urls}", lines, StringComparison.Ordinal);
        Assert.Contains($"EXPOSE {new Uri(urls.Replace("+", "any", StringComparison.Ordinal)).Port}", lines, StringComparison.Ordinal);

        var built = Dockerfile.Lines(Regex.Match(lines, @"--from=(build-\S+)").Groups[1].Value);
        Assert.Contains($"dotnet publish {project}/{project}.csproj ", built, StringComparison.Ordinal);
        Assert.Contains($"-p:Edition={edition} ", built, StringComparison.Ordinal);
        // There is no shell in it to run the other form of a command.
        Assert.DoesNotMatch(@"(?m)^(ENTRYPOINT|CMD|HEALTHCHECK .*CMD) [^\[]", lines);
        Assert.All(Variable().Matches(lines).Select(m => m.Groups[1].Value), v => Assert.True(SettingNames.IsKnown(v), v));
    }

    [Fact]
    public void Whatever_the_programs_are_built_from_goes_into_the_build()
    {
        var let = Repository.Read(".dockerignore").Split('\n').Where(l => l.StartsWith('!')).Select(l => l[1..].Trim()).ToList();
        Assert.All(let.Where(l => !l.Contains('*')), l => Assert.True(Path.Exists(Path.Combine(Repository.Root, l)), l));
        var needed = new HashSet<string> { "Embedded", "Embedded.Generator" };
        Follow("Api", needed);
        Assert.Empty(needed.Except(let));
        // What every project reads beside its own folder.
        Assert.Empty(new[] { "global.json", "BannedSymbols.txt", ".editorconfig", "*.props", "*.targets" }.Except(let));
    }

    private static void Follow(string project, HashSet<string> needed)
    {
        if (!needed.Add(project)) return;
        foreach (var reference in Reference().Matches(Repository.Read(project, project + ".csproj")).Select(m => m.Groups[1].Value)) Follow(reference, needed);
    }

    [GeneratedRegex(@"ProjectReference Include=""\.\./([\w.]+)/")]
    private static partial Regex Reference();

    [GeneratedRegex(@"^(?:ENV|   ) ([A-Z][A-Za-z_]+)=", RegexOptions.Multiline)]
    private static partial Regex Variable();
}
