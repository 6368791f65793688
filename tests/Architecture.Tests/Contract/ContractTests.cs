using PromptGrid.Grains.Interfaces.Prompts;
using Xunit;

namespace PromptGrid.Architecture.Tests.Contract;

/// <summary>Two releases run side by side during an upgrade, so what crosses a call is a reviewed file.</summary>
public sealed class ContractTests
{
    private const string AcceptVariable = "PROMPTGRID_ACCEPT_CONTRACT";

    private static readonly string[] Sample = ["interface x.IThing", "method x.IThing get (string) -> x.View", "type x.View", "field x.View 0 Id string", "field x.View 1 Likes long"];

    [Fact]
    public void The_contract_of_the_grains_is_the_one_that_is_checked_in()
    {
        var path = Path.Combine(Repository.Root, ContractFile.Path);
        var code = GrainContract.Of(typeof(IPromptGrain).Assembly);
        var file = ContractFile.Parse(File.ReadAllText(path));
        var (added, broken) = (file.Added(code), file.Broken(code));
        if (Environment.GetEnvironmentVariable(AcceptVariable) is { } accepted && (broken.Count == 0 || accepted == "breaking"))
        {
            File.WriteAllText(path, file.Accept(code));
            return;
        }

        Assert.True(broken.Count == 0, $"""
            Processes of the last release would not understand this one ({ContractFile.Path}):
              {string.Join("\n  ", broken)}
            Keep the old method or member beside the new one, marked [Obsolete], until no release that uses it can run beside this one. If that time has come, run this test with {AcceptVariable}=breaking: what is gone is then retired in the file, and its alias or number is never used again.
            """);
        Assert.True(added.Count == 0, $"""
            New in the contract; run this test with {AcceptVariable}=additions and commit {ContractFile.Path}:
              {string.Join("\n  ", added)}
            """);
    }

    [Fact]
    public void Everything_in_the_contract_has_an_alias_or_a_number() => Assert.Empty(GrainContract.Nameless(typeof(IPromptGrain).Assembly));

    [Fact]
    public void Everything_in_the_contract_can_be_sent() => Assert.Empty(GrainContract.Unsendable(typeof(IPromptGrain).Assembly));

    [Fact]
    public void An_addition_breaks_nothing()
    {
        string[] code = [.. Sample, "method x.IThing set (string) -> void", "field x.View 2 Saves long"];
        Assert.Empty(Checked().Broken(code));
        Assert.Equal(code[^2..], Checked().Added(code));
        Assert.Empty(ContractFile.Parse(Checked().Accept(code)).Added(code));
    }

    [Theory]
    [InlineData("method x.IThing get (string) -> x.View", "method x.IThing get (string, bool) -> x.View", "is: method x.IThing get (string, bool)")]
    [InlineData("method x.IThing get (string) -> x.View", "method x.IThing read (string) -> x.View", "gone: method x.IThing get")]
    [InlineData("field x.View 1 Likes long", "field x.View 2 Likes long", "gone: field x.View 1")]
    [InlineData("field x.View 1 Likes long", "field x.View 1 Likes int", "is: field x.View 1 Likes int")]
    [InlineData("type x.View", "type x.Sight", "gone: type x.View")]
    public void Removing_renumbering_and_retyping_is_breaking(string before, string after, string words) =>
        Assert.Contains(Checked().Broken(Sample.Select(l => l == before ? after : l)), b => b.Contains(words, StringComparison.Ordinal));

    [Fact]
    public void Numbers_that_were_swapped_are_breaking() =>
        Assert.Equal(2, Checked().Broken([.. Sample[..3], "field x.View 0 Likes long", "field x.View 1 Id string"]).Count);

    [Fact]
    public void What_was_retired_stays_in_the_file_and_is_never_used_again()
    {
        var later = ContractFile.Parse(Checked().Accept(Sample[..4]));
        Assert.Empty(later.Broken(Sample[..4]));
        Assert.Equal(["used again: field x.View 1 Saves long"], later.Broken([.. Sample[..4], "field x.View 1 Saves long"]));
        Assert.Contains("retired field x.View 1 Likes long", ContractFile.Parse(later.Accept(Sample[..4])).Accept(Sample[..4]), StringComparison.Ordinal);
    }

    [Fact]
    public void The_contract_of_a_type_names_its_aliases_and_numbers() => Assert.Equal(
        ["field promptgrid.Reaction 0 Active bool", "field promptgrid.Reaction 1 Count long", "field promptgrid.Reaction 2 Changed bool", "type promptgrid.Reaction"],
        GrainContract.Of([typeof(Reaction)]));

    private static ContractFile Checked() => ContractFile.Parse(string.Join('\n', Sample));
}
