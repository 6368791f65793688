using PromptGrid.Domain.Common;
using PromptGrid.Domain.Prompts;
using static PromptGrid.Domain.Tests.Prompts.Samples;

namespace PromptGrid.Domain.Tests.Prompts;

public sealed class VariablesTests
{
    [Fact]
    public void Declared_variables_come_first_then_those_the_text_names()
    {
        var prompt = Publish(Small with
        {
            Content = "{{b}} {{a}} {{c}}",
            Messages = [new PromptMessage("user", "{{d}} {{a}}")],
            Variables = [new PromptVariable("a", "number"), new PromptVariable("unused")],
        });
        Assert.Equal(["a", "unused", "b", "c", "d"], prompt.Variables.Select(v => v.Name));
        Assert.Equal("number", prompt.Variables[0].Type);
        Assert.Equal(new PromptVariable("d", "string", true, null, null), prompt.Variables[4]);
    }

    [Fact]
    public void A_name_is_declared_once_and_case_matters()
    {
        Assert.Equal(["is declared twice"], Refused(TryPublish(Small with { Variables = [new PromptVariable("a"), new PromptVariable("a")] }), "variables[1].name"));
        Assert.Equal(["a", "A"], Publish(Small with { Variables = [new PromptVariable("a"), new PromptVariable("A")] }).Variables.Select(v => v.Name));
    }

    [Theory]
    [InlineData("")]
    [InlineData("1a")]
    [InlineData("a b")]
    [InlineData("é")]
    [InlineData("{{a}}")]
    public void A_name_must_be_one_that_a_text_can_name(string name) => Refused(TryPublish(Small with { Variables = [new PromptVariable(name)] }), "variables[0].name");

    [Theory]
    [InlineData("text")]
    [InlineData("String")]
    [InlineData("")]
    public void Other_types_are_refused(string type) => Refused(TryPublish(Small with { Variables = [new PromptVariable("a", type)] }), "variables[0].type");

    [Theory]
    [InlineData("string", "\"x\"", "1 true [] {}")]
    [InlineData("enum", "\"x\"", "1 true [] {}")]
    [InlineData("number", "1.5", "\"1\" true [] {}")]
    [InlineData("boolean", "false", "\"x\" 1 [] {}")]
    [InlineData("array", "[1,\"x\"]", "\"x\" 1 true {}")]
    [InlineData("object", "{\"a\":null}", "\"x\" 1 true []")]
    public void A_default_fits_its_type(string type, string fitting, string others)
    {
        Assert.Equal(fitting, Publish(With(type, fitting)).Variables[0].Default!.Value.Text);
        foreach (var other in others.Split(' ')) Assert.Equal([$"is not a value of type {type}"], Refused(TryPublish(With(type, other)), "variables[0].default"));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("{")]
    [InlineData("text")]
    [InlineData("1 2")]
    [InlineData("\"\\ud800\"")]
    [InlineData("\"\\u0000\"")]
    [InlineData("\"unclosed")]
    public void A_default_that_is_no_storable_JSON_is_refused(string json) => Refused(TryPublish(With("string", json)), "variables[0].default");

    [Theory]
    [InlineData("{\"a\":1,\"a\":2}")]
    [InlineData("{\"\\ud800\":1}")]
    [InlineData("{\"\\u0000\":1}")]
    [InlineData("{\"a\":[\"\\u0007\"]}")]
    [InlineData("{\"a\":1e999}")]
    public void A_default_object_is_checked_to_its_depths(string json) => Refused(TryPublish(With("object", json)), "variables[0].default");

    [Theory]
    [InlineData(32, true)]
    [InlineData(33, false)]
    [InlineData(1_000, false)]
    public void A_default_is_at_most_32_levels_deep(int levels, bool accepted)
    {
        var result = TryPublish(With("array", new string('[', levels) + new string(']', levels)));
        if (accepted) Accepted(result);
        else Refused(result, "variables[0].default");
    }

    [Fact]
    public void A_default_of_null_is_no_default() => Assert.Null(Publish(With("number", " null ")).Variables[0].Default);

    [Fact]
    public void Spaces_in_a_default_make_no_other_version()
    {
        var compact = Publish(With("object", "{\"a\":[1,\"é\"]}"));
        var spaced = Publish(With("object", "{ \"a\" : [ 1, \"\\u00e9\" ] }"));
        Assert.Equal(compact.Version.ContentHash, spaced.Version.ContentHash);
        Assert.Equal("{\"a\":[1,\"é\"]}", spaced.Variables[0].Default!.Value.Text);
    }

    private static PromptDraft With(string type, string defaultJson) => Small with { Variables = [new PromptVariable("a", type, true, new RawJson(defaultJson))] };
}
