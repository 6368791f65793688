namespace PromptGrid.Silo.Cluster.Health;

internal static class HealthTags
{
    /// <summary>A check of whether this silo may be given work.</summary>
    public const string Ready = "ready";
}
