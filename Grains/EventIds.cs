namespace PromptGrid.Grains;

/// <summary>Ids of log messages, 5000–5999. A retired id is never used again.</summary>
internal static class EventIds
{
    public const int ProjectionFailed = 5001;
    public const int ProjectionSkipped = 5002;
    public const int AccountErased = 5010;
    public const int ErasureFailed = 5011;
}
