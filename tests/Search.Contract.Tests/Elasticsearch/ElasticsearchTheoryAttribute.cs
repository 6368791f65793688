namespace PromptGrid.Search.Contract.Tests.Elasticsearch;

/// <summary>Tests that need a real Elasticsearch; skipped, with the reason, where none is given.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ElasticsearchTheoryAttribute : TheoryAttribute
{
    public ElasticsearchTheoryAttribute() => Skip = ElasticsearchHost.Obstacle;
}
