namespace PromptGrid.Projections;

/// <summary>Ids of log messages, 4000–4999. A retired id is never used again.</summary>
internal static class EventIds
{
    public const int BoardReportFailed = 4001;
    public const int ScoresNotPushed = 4002;
}
