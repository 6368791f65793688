using PromptGrid.Domain.Common;
using PromptGrid.Domain.Prompts;
using PromptGrid.Domain.Tests.Common;
using static PromptGrid.Domain.Tests.Prompts.ParameterSchemaTests;

namespace PromptGrid.Domain.Tests.Prompts;

/// <summary>The stored form of parameters: known members in order, the rest under <c>extra</c>, nothing that cannot be kept.</summary>
public sealed class ParameterStorageTests
{
    [Theory]
    [InlineData("{ }", "{}")]
    [InlineData("{\"topP\":1,\"temperature\":0.50}", "{\"temperature\":0.50,\"topP\":1}")]
    [InlineData("{\"zulu\":1,\"alpha\":[true,null]}", "{\"extra\":{\"alpha\":[true,null],\"zulu\":1}}")]
    [InlineData("{\"new\":1,\"extra\":{\"old\":2}}", "{\"extra\":{\"new\":1,\"old\":2}}")]
    [InlineData("{\"a\":\"beside\",\"extra\":{\"a\":\"inside\"}}", "{\"extra\":{\"a\":\"beside\"}}")]
    [InlineData("{\"extra\":{\"a\":\"inside\"},\"a\":\"beside\"}", "{\"extra\":{\"a\":\"beside\"}}")]
    [InlineData("{\"extra\":{}}", "{}")]
    [InlineData("{\"extra\":null,\"gone\":null}", "{}")]
    [InlineData("{\"extra\":\"text\"}", "{\"extra\":{\"extra\":\"text\"}}")]
    [InlineData("{\"extra\":{\"extra\":{\"a\":1}}}", "{\"extra\":{\"extra\":{\"a\":1}}}")]
    [InlineData("{\"extra\":{\"temperature\":99}}", "{\"extra\":{\"temperature\":99}}")]
    [InlineData("{\"Temperature\":1}", "{\"extra\":{\"Temperature\":1}}")]
    [InlineData("{\"\\u0061\":\"\\u00e9\\/<>&\"}", "{\"extra\":{\"a\":\"é/<>&\"}}")]
    [InlineData("{\"a\":1.10e5}", "{\"extra\":{\"a\":1.10e5}}")]
    public void Parameters_have_one_stored_form(string given, string stored)
    {
        Assert.Equal(stored, Normalize("chat", given, out var failure).Text);
        Assert.Null(failure);
    }

    [Theory]
    [InlineData("", "{}")]
    [InlineData("{}", "{}")]
    public void No_parameters_are_the_empty_object(string given, string stored)
    {
        Assert.Equal(stored, Normalize("chat", given, out var failure).Text);
        Assert.Null(failure);
        Assert.Equal(stored, ParameterSchemas.For("chat")!.Normalize(null, new ValidationErrors()).Text);
        Assert.Equal(stored, ParameterSchemas.For("chat")!.Normalize(default(RawJson), new ValidationErrors()).Text);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("1")]
    [InlineData("null")]
    [InlineData("\"text\"")]
    [InlineData(" ")]
    [InlineData("{")]
    [InlineData("{} {}")]
    [InlineData("{\"a\":01}")]
    [InlineData("{a:1}")]
    [InlineData("{\"a\":1,}")]
    [InlineData("/* comment */{\"a\":1}")]
    [InlineData("{\"a\":NaN}")]
    [InlineData("{\"a\":1,\"a\":2}")]
    [InlineData("{\"temperature\":1,\"temperature\":2}")]
    [InlineData("{\"extra\":{\"a\":{\"b\":1,\"b\":2}}}")]
    [InlineData("{\"extra\":{\"a\":1},\"extra\":{\"b\":2}}")]
    [InlineData("{\"a\":1,\"\\u0061\":2}")]
    [InlineData("{\"\":1}")]
    [InlineData("{\" \":1}")]
    [InlineData("{\"a\\u0000\":1}")]
    [InlineData("{\"\\ud800\":1}")]
    [InlineData("{\"\\ud800\":1,\"\\ud800\":2}")]
    [InlineData("{\"a\":{\"\\ud800\":1}}")]
    [InlineData("{\"extra\":{\"\\ud800\":1}}")]
    [InlineData("{\"line\\nbreak\":1}")]
    public void What_is_no_well_formed_object_is_a_validation_error(string given)
    {
        Assert.Equal("{}", Normalize("chat", given, out var failure).Text);
        Assert.Equal(["parameters"], failure!.Errors!.Keys);
    }

    [Fact]
    public void Half_a_surrogate_pair_in_the_JSON_itself_is_a_validation_error()
    {
        foreach (var given in new[] { "\ud800", "{\"a\ud800\":1}", "{\"a\":\"\ude00\"}" })
        {
            Normalize("chat", given, out var failure);
            Assert.Equal(["parameters"], failure!.Errors!.Keys);
        }
    }

    [Theory]
    [InlineData("{\"a\":\"\\u0000\"}")]
    [InlineData("{\"a\":\"\\u0007\"}")]
    [InlineData("{\"a\":\"\\ud800\"}")]
    [InlineData("{\"a\":\"\\ude00\\ud83d\"}")]
    [InlineData("{\"a\":[[{\"b\":\"\\ud800\"}]]}")]
    [InlineData("{\"a\":{\"\\u0000\":1}}")]
    [InlineData("{\"extra\":{\"\\u0000\":1}}")]
    [InlineData("{\"extra\":{\"\":1}}")]
    [InlineData("{\"a\":1e999}")]
    [InlineData("{\"a\":[-1e999]}")]
    public void Extras_that_cannot_be_stored_are_a_validation_error(string given)
    {
        Assert.Equal("{}", Normalize("chat", given, out var failure).Text);
        Assert.Equal(["parameters.extra"], failure!.Errors!.Keys);
    }

    [Theory]
    [InlineData(100, true)]
    [InlineData(101, false)]
    public void A_name_has_at_most_100_characters(int length, bool accepted)
    {
        Normalize("chat", $"{{\"{new string('n', length)}\":1}}", out var beside);
        Normalize("chat", $"{{\"extra\":{{\"{new string('n', length)}\":1}}}}", out var inside);
        Assert.Equal(accepted, beside is null);
        Assert.Equal(accepted, inside is null);
    }

    [Theory]
    [InlineData(19_999, true)]
    [InlineData(20_000, true)]
    [InlineData(20_001, false)]
    public void The_stored_form_has_at_most_20000_characters(int length, bool accepted)
    {
        var json = "{\"extra\":{\"a\":\"" + new string('x', length - 18) + "\"}}";
        Assert.Equal(length, json.Length);
        var stored = Normalize("chat", json, out var failure);
        Assert.Equal(accepted, failure is null);
        if (accepted) Assert.Equal(json, stored.Text);
    }

    [Fact]
    public void What_grows_beyond_the_limit_on_its_way_into_the_stored_form_is_refused()
    {
        Normalize("chat", "{\"a\":\"" + new string('x', 20_000 - 8) + "\"}", out var moved);
        Normalize("chat", "{\"a\":\"" + new string('\u2028', 10_000) + "\"}", out var escaped);
        Assert.Equal(["parameters"], moved!.Errors!.Keys);
        Assert.Equal(["parameters"], escaped!.Errors!.Keys);
    }

    [Fact]
    public void Letters_beyond_ASCII_are_stored_as_they_read_and_cost_one_character_each()
    {
        var json = "{\"extra\":{\"a\":\"" + new string('中', 19_000) + "\"}}";
        Assert.Equal(json, Normalize("chat", json, out var failure).Text);
        Assert.Null(failure);
    }

    [Theory]
    [InlineData(31, true)]
    [InlineData(32, false)]
    [InlineData(64, false)]
    [InlineData(9_000, false)]
    public void A_value_is_at_most_32_levels_deep_where_it_is_stored(int arrays, bool accepted)
    {
        // The object and extra are two levels, so that 30 arrays fit; one more with a known wrapper already given.
        var deep = new string('[', arrays - 1) + new string(']', arrays - 1);
        Normalize("chat", $"{{\"extra\":{{\"a\":{deep}}}}}", out var inside);
        Normalize("chat", $"{{\"a\":{deep}}}", out var beside);
        Assert.Equal(accepted, inside is null);
        Assert.Equal(accepted, beside is null);
    }

    [Fact]
    public void Normalizing_what_is_stored_changes_nothing() => Seeded.Runs(600, random =>
    {
        var type = PromptTypes.All[random.Next(PromptTypes.All.Count)];
        var given = RandomParameters.Any(random, ParameterSchemas.For(type)!);
        var once = Normalize(type, given, out var failure);
        if (failure is not null) return;
        var twice = Normalize(type, once.Text, out failure);
        Assert.Null(failure);
        Assert.Equal(once, twice);
    });

    [Fact]
    public void No_text_makes_the_checker_throw() => Seeded.Runs(1_000, random =>
    {
        var json = RandomParameters.Any(random, ParameterSchemas.For("image")!).ToCharArray();
        for (var i = random.Next(4); i >= 0; i--) json[random.Next(json.Length)] = "\"\\{}[],:0eu\0\ud800é"[random.Next(14)];
        var stored = Normalize("image", new string(json), out var failure);
        if (failure is null) Assert.Equal(stored, Normalize("image", stored.Text, out _));
    });
}
