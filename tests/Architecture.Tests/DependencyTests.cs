using System.Text.RegularExpressions;
using System.Xml.Linq;
using Xunit;

namespace PromptGrid.Architecture.Tests;

public sealed partial class DependencyTests
{
    [Theory]
    [InlineData("Domain", "")]
    [InlineData("Embedded", "")]
    [InlineData("Ledger", "")]
    [InlineData("Search", "")]
    [InlineData("Web", "")]
    [InlineData("Grains.Interfaces", "Domain")]
    [InlineData("Projections", "Grains.Interfaces Ledger Search")]
    [InlineData("Grains", "Grains.Interfaces Ledger Projections")]
    [InlineData("Silo", "Grains")]
    [InlineData("Api", "Grains.Interfaces Ledger Search Silo Web")]
    public void A_project_references_only_what_the_architecture_allows(string project, string allowed)
    {
        var references = XDocument.Parse(Repository.Read(project, project + ".csproj")).Descendants("ProjectReference")
            .Select(r => Path.GetFileNameWithoutExtension((string)r.Attribute("Include")!));
        Assert.Empty(references.Except(allowed.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
    }

    [Fact]
    public void The_api_names_no_grain_class()
    {
        var offenders = Repository.Files("Api", "*.cs").Where(f => GrainClasses().IsMatch(File.ReadAllText(f)));
        Assert.Empty(offenders);
    }

    [Theory]
    [InlineData("Domain")]
    [InlineData("Grains.Interfaces")]
    [InlineData("Grains")]
    [InlineData("Ledger")]
    [InlineData("Projections")]
    [InlineData("Search")]
    [InlineData("Api")]
    public void No_edition_is_known_below_the_composition_roots(string project)
    {
        var offenders = Repository.Files(project, "*.cs").Where(f => File.ReadLines(f).Any(l => l.StartsWith("#if", StringComparison.Ordinal)));
        Assert.Empty(offenders);
    }

    [Fact]
    public void Only_one_file_knows_how_grains_are_keyed()
    {
        var offenders = new[] { "Grains", "Grains.Interfaces", "Projections", "Silo", "Api" }
            .SelectMany(p => Repository.Files(p, "*.cs"))
            .Where(f => Path.GetFileName(f) != "GrainFactoryExtensions.cs" && File.ReadAllText(f).Contains(".GetGrain<", StringComparison.Ordinal));
        Assert.Empty(offenders);
    }

    [GeneratedRegex(@"using PromptGrid\.Grains\.(?!Interfaces)|\bnew \w+Grain\(")]
    private static partial Regex GrainClasses();
}
