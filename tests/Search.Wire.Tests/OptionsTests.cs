using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using PromptGrid.Search.Elasticsearch;

namespace PromptGrid.Search.Wire.Tests;

public sealed class OptionsTests
{
    public static TheoryData<Action<ElasticsearchOptions>, string> Wrong() => new()
    {
        { o => o.Nodes = [], nameof(ElasticsearchOptions.Nodes) },
        { o => o.Nodes = ["localhost:9200"], nameof(ElasticsearchOptions.Nodes) },
        { o => o.Nodes = ["http://ada:secret@localhost:9200"], nameof(ElasticsearchOptions.Nodes) },
        { o => o.User = "ada", nameof(ElasticsearchOptions.Password) },
        { o => o.IndexPrefix = "Upper", nameof(ElasticsearchOptions.IndexPrefix) },
        { o => o.Shards = 0, nameof(ElasticsearchOptions.Shards) },
        { o => o.QueryTimeout = TimeSpan.Zero, nameof(ElasticsearchOptions.QueryTimeout) },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Wrong_options_are_named_before_anything_is_sent(Action<ElasticsearchOptions> change, string name)
    {
        using var services = new ServiceCollection().AddElasticsearchSearch(null, o =>
        {
            o.Nodes = ["http://127.0.0.1:1"];
            change(o);
        }).BuildServiceProvider();
        var failure = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<ISearchIndex>());
        Assert.Contains(name, failure.Message, StringComparison.Ordinal);
    }
}
