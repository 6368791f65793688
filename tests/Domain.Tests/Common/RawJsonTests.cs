using System.Text.Json;
using PromptGrid.Domain.Common;

namespace PromptGrid.Domain.Tests.Common;

public sealed class RawJsonTests
{
    [Theory]
    [InlineData("{\"b\": 1.0, \"a\": [1e5, \"\\u00e9\"]}")]
    [InlineData("12345678901234567890.123456789")]
    [InlineData("null")]
    [InlineData("\"text\"")]
    public void A_value_is_written_exactly_as_it_was_read(string json)
    {
        var value = JsonSerializer.Deserialize<RawJson>(json, DomainJson.Stored.Options);
        Assert.Equal(json, value.Text);
        Assert.Equal(json, JsonSerializer.Serialize(value, DomainJson.Stored.Options));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("{}")]
    public void Without_a_value_it_is_the_empty_object(string? text)
    {
        Assert.True(new RawJson(text!).IsEmpty);
        Assert.Equal("{}", new RawJson(text!).ToString());
        Assert.Equal("{}", JsonSerializer.Serialize(new RawJson(text!), DomainJson.Stored.Options));
    }
}
