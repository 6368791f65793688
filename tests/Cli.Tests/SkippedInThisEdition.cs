using Xunit;

namespace PromptGrid.Cli.Tests;

/// <summary>Says in each test run of the other edition that nothing here was tested.</summary>
public sealed class SkippedInThisEdition
{
    [Fact(Skip = "The command works on the data folder of one machine: run it in the Embedded edition.")]
    public void The_command_is_tested_in_the_Embedded_edition_only() => Assert.Fail("It is skipped.");
}
