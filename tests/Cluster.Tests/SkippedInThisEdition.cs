namespace PromptGrid.Cluster.Tests;

/// <summary>Says in each test run of the other edition that nothing here was tested.</summary>
public sealed class SkippedInThisEdition
{
    [Fact(Skip = "These tests start silos: build and run them with -p:Edition=Cluster.")]
    public void The_cluster_is_tested_in_the_Cluster_edition_only() => Assert.Fail("It is skipped.");
}
