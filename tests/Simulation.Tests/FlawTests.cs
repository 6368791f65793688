using PromptGrid.Simulation.Tests.Replay;

namespace PromptGrid.Simulation.Tests;

/// <summary>A simulation that finds nothing proves nothing: each bug that is put in must be found.</summary>
public sealed class FlawTests(Xunit.Abstractions.ITestOutputHelper output)
{
    private const int SeedsMax = 400;

    [Theory]
    [InlineData(Flaw.VersionsAreNotChecked)]
    [InlineData(Flaw.OperationsAreForgotten)]
    [InlineData(Flaw.KeysAreNotUnique)]
    [InlineData(Flaw.EdgesCountTwice)]
    [InlineData(Flaw.OldEdgesAreMarked)]
    [InlineData(Flaw.AnswersBeforeTheDisk)]
    [InlineData(Flaw.SetsAreTorn)]
    [InlineData(Flaw.UnknownOutcomesLookLikeBugs)]
    [InlineData(Flaw.IndexChecksInBeforeItsRows)]
    [InlineData(Flaw.ScoresIgnoreTheirCheckpoint)]
    [InlineData(Flaw.InboxesIgnoreTheirCheckpoint)]
    [InlineData(Flaw.LineageChecksInFirst)]
    public async Task A_bug_put_in_on_purpose_is_found(Flaw flaw)
    {
        for (var seed = 1; seed <= SeedsMax; seed++)
        {
            try
            {
                await SimRun.RunAsync(seed, flaw);
            }
            catch (SimFailureException found) when (found.InnerException is BrokenPromiseException broken)
            {
                output.WriteLine($"{flaw}: found by seed {seed}: {broken.Message}");
                var again = await Assert.ThrowsAsync<SimFailureException>(() => SimRun.RunAsync(seed, flaw));
                Assert.Equal(found.Message, again.Message);
                return;
            }
        }

        Assert.Fail($"{SeedsMax} seeds did not find {flaw}.");
    }
}
