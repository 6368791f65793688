using System.Text;
using PromptGrid.Search.Wire.Tests.Description;

namespace PromptGrid.Search.Wire.Tests;

/// <summary>That the check against the official description can fail.</summary>
public sealed class DescriptionTests
{
    [WireFact]
    public void What_the_description_does_not_know_is_found()
    {
        var api = DescriptionFile.Loaded!;
        Assert.NotEmpty(api.CheckRequest("POST", "/i/_serch", "", "{}"u8.ToArray()));
        Assert.NotEmpty(api.CheckRequest("POST", "/i/_search", "?routng=a", "{}"u8.ToArray()));
        Assert.NotEmpty(api.CheckRequest("POST", "/i/_search", "?allow_partial_search_results=maybe", "{}"u8.ToArray()));
        Assert.NotEmpty(api.CheckRequest("GET", "/i/_doc/1", "", "{}"u8.ToArray()));
        Assert.NotEmpty(api.CheckRequest("POST", "/_aliases", "", []));
        foreach (var body in (string[])[
            """{"sise":1}""", """{"size":"one"}""", """{"query":{"bol":{}}}""", """{"query":{"bool":{"moust":[]}}}""", """{"query":{"term":{"a":{"valu":1}}}}""",
            """{"query":{"multi_match":{"query":"a","type":"best"}}}""", """{"query":{"function_score":{"score_mode":"plus"}}}""", """{"highlight":{"fields":[{"a":{"fragments":1}}]}}""",
            """{"aggregations":{"a":{"terms":{"feld":"a"}}}}"""])
            Assert.True(api.CheckRequest("POST", "/i/_search", "", Encoding.UTF8.GetBytes(body)).Count > 0, body);
        foreach (var lines in (string[])["{\"update\":{\"_id\":\"a\"}}\n{\"dok\":{}}\n", "{\"upsert\":{\"_id\":\"a\"}}\n{}\n", "{\"index\":{\"_id\":\"a\",\"version_typ\":\"external\"}}\n{}\n", "{\"delete\":{\"_id\":\"a\"}}"])
            Assert.True(api.CheckRequest("POST", "/i/_bulk", "", Encoding.UTF8.GetBytes(lines)).Count > 0, lines);
        foreach (var answer in (string[])["""{"took":1}""", """{"took":1,"timed_out":false,"_shards":{"total":1,"successful":1},"hits":{"hits":[]}}""", """{"took":1,"timed_out":"no","_shards":{"total":1,"successful":1,"failed":0},"hits":{"hits":[]}}"""])
            Assert.True(api.CheckAnswer("POST", "/i/_search", 200, Encoding.UTF8.GetBytes(answer)).Count > 0, answer);
        Assert.NotEmpty(api.CheckAnswer("POST", "/i/_search", 404, """{"error":"gone"}"""u8.ToArray()));
    }

    [WireFact]
    public void A_search_that_is_right_passes() =>
        Assert.Empty(DescriptionFile.Loaded!.CheckRequest("POST", "/i/_search", "?allow_partial_search_results=false", """{"size":1,"query":{"match_all":{}},"sort":[{"likes":{"order":"desc"}}]}"""u8.ToArray()));
}
