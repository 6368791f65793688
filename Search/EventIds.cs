namespace PromptGrid.Search;

/// <summary>Log event ids of this assembly: 3000–3999. An id is never used again for something else.</summary>
internal static class EventIds
{
    public const int IndexOpened = 3000;
    public const int IndexDiscarded = 3001;
    public const int IndexFailed = 3002;
    public const int RebuildStarted = 3010;
    public const int RebuildCommitted = 3011;
    public const int RebuildDiscarded = 3012;
    public const int QueryTimedOut = 3020;
    public const int FileNotDeleted = 3030;
    public const int ElasticsearchIndexCreated = 3100;
    public const int ElasticsearchAway = 3101;
    public const int ElasticsearchRefused = 3102;
    public const int ElasticsearchShadowDiscarded = 3103;
    public const int ElasticsearchNodeFailed = 3110;
    public const int ElasticsearchNodeBack = 3111;
    public const int ElasticsearchRetries = 3112;
    public const int ElasticsearchBulkRetries = 3113;
}
