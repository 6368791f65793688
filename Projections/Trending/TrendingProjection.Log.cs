using Microsoft.Extensions.Logging;

namespace PromptGrid.Projections.Trending;

public sealed partial class TrendingProjection
{
    [LoggerMessage(EventIds.BoardReportFailed, LogLevel.Warning, "A trending board did not take a report; it will refill from the store.")]
    private partial void LogReportFailed(Exception exception);

    [LoggerMessage(EventIds.ScoresNotPushed, LogLevel.Warning, "The search index did not take trending scores; they go with the next change.")]
    private partial void LogScoresNotPushed(Exception exception);
}
