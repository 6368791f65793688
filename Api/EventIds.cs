namespace PromptGrid.Api;

/// <summary>Ids of log messages, 1000–1999. A retired id is never used again.</summary>
internal static class EventIds
{
    public const int RequestFailed = 1001;
    public const int InfrastructureAway = 1002;
    public const int ResponseBrokenOff = 1003;
    public const int UsageLost = 1010;
    public const int LiveFeedFailed = 1020;
    public const int JobResumed = 1030;
    public const int JobFinished = 1031;
    public const int JobFailed = 1032;
    public const int JobsNotTold = 1036;
    public const int JobLost = 1037;
    public const int JobsNotWatched = 1038;
    public const int JobWaits = 1039;
    public const int StarterPromptsPublished = 1040;
    public const int StarterPromptsWait = 1041;
    public const int KeyUseNotNoted = 1050;
    public const int MediaDeleted = 1060;
    public const int MediaLeftOver = 1061;
    public const int MediaSweepFailed = 1062;
}
