using System.Collections.Immutable;
using PromptGrid.Domain.Common;
using PromptGrid.Domain.Prompts;
using static PromptGrid.Domain.Tests.Prompts.Samples;

namespace PromptGrid.Domain.Tests.Prompts;

/// <summary>Every limit of a prompt: accepted one below and at it, refused one above.</summary>
public sealed class PublishLimitsTests
{
    private static readonly Dictionary<string, (int Limit, Func<int, PromptDraft> Of)> Limits = new()
    {
        ["title"] = (200, n => Small with { Title = Text(n) }),
        ["description"] = (2_000, n => Small with { Description = Text(n) }),
        ["content"] = (100_000, n => Small with { Content = Text(n) }),
        ["subType"] = (50, n => Small with { SubType = Text(n) }),
        ["category"] = (50, n => Small with { Category = Text(n) }),
        ["license"] = (100, n => Small with { License = Text(n) }),
        ["language"] = (35, n => Small with { Language = Text(n) }),
        ["versionNote"] = (500, n => Small with { Note = Text(n) }),
        ["slug"] = (80, n => Small with { Slug = Text(n) }),
        ["example.text"] = (20_000, n => Small with { Example = new PromptExample(Text(n), null) }),
        ["example.url"] = (2_000, n => Small with { Example = new PromptExample(null, "https://a.example/" + Text(n - 18)) }),
        ["tags"] = (50, n => Small with { Tags = [Text(n)] }),
        ["tags (count)"] = (20, n => Small with { Tags = [.. Enumerable.Range(0, n).Select(i => $"t{i}")] }),
        ["models"] = (100, n => Small with { Models = [Text(n)] }),
        ["models (count)"] = (20, n => Small with { Models = [.. Enumerable.Range(0, n).Select(i => $"m{i}")] }),
        ["messages (count)"] = (100, n => Small with { Messages = [.. Enumerable.Repeat(new PromptMessage("user", "x"), n)] }),
        ["messages (sum)"] = (100_000, n => Small with { Messages = [new PromptMessage("user", Text(50_000)), new PromptMessage("user", Text(n - 50_000))] }),
        ["variables (declared)"] = (100, n => Small with { Variables = Variables(0, n) }),
        ["variables (named)"] = (100, n => Small with { Content = Places(0, n) }),
        ["variables (declared and named)"] = (100, n => Small with { Variables = Variables(0, 40), Content = Places(30, n - 30) }),
        ["variables[0].name"] = (64, n => Small with { Variables = [new PromptVariable(Text(n))] }),
        ["variables[0].description"] = (2_000, n => Small with { Variables = [new PromptVariable("a", Description: Text(n))] }),
        ["variables[0].default"] = (2_000, n => Small with { Variables = [new PromptVariable("a", Default: new RawJson("\"" + Text(n - 2) + "\""))] }),
        ["source"] = (300, n => Small with { Origin = new PromptOrigin(Text(n), null, null) }),
        ["author"] = (300, n => Small with { Origin = new PromptOrigin(null, Text(n), null) }),
        ["externalId"] = (300, n => Small with { Origin = new PromptOrigin(null, null, Text(n)) }),
    };

    public static TheoryData<string> Names() => [.. Limits.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_limit_may_be_reached_but_not_passed(string name)
    {
        var (limit, draft) = Limits[name];
        Publish(draft(limit - 1));
        Publish(draft(limit));
        Refused(TryPublish(draft(limit + 1)), name.Split(' ')[0]);
    }

    [Fact]
    public void One_message_may_be_as_long_as_the_content_and_no_longer()
    {
        Publish(Small with { Messages = [new PromptMessage("user", Text(100_000))] });
        Assert.False(TryPublish(Small with { Messages = [new PromptMessage("user", Text(100_001))] }).TryGet(out _, out var failure));
        Assert.Equal(["messages", "messages[0].content"], failure!.Errors!.Keys);
    }

    [Fact]
    public void White_space_counts_against_every_limit()
    {
        Refused(TryPublish(Small with { Description = new string(' ', 2_001) }), "description");
        Refused(TryPublish(Small with { Content = new string(' ', 100_001), Messages = [new PromptMessage("user", "x")] }), "content");
    }

    [Fact]
    public void White_space_around_a_title_does_not() => Assert.Equal(200, Publish(Small with { Title = "  " + Text(200) + "\n" }).Title.Length);

    [Theory]
    [InlineData(999_999, true)]
    [InlineData(1_000_000, true)]
    [InlineData(1_000_001, false)]
    public void An_import_may_be_ten_times_as_long(int length, bool accepted)
    {
        var result = PromptRules.Publish(PromptId, OwnerId, Small with { Content = Text(length) }, Now, PromptLimits.ImportedContentLength);
        if (accepted) Accepted(result);
        else Refused(result, "content");
    }

    [Fact]
    public void The_contract_names_these_limits()
    {
        Assert.Equal((200, 100_000, 20), (PromptLimits.TitleLength, PromptLimits.ContentLength, PromptLimits.Tags));
        Assert.Equal((2_000, 50, 80), (PromptLimits.DescriptionLength, PromptLimits.TagLength, PromptLimits.SlugLength));
    }

    private static string Text(int length) => new('a', length);

    private static ImmutableArray<PromptVariable> Variables(int from, int count) => [.. Enumerable.Range(from, count).Select(i => new PromptVariable($"v{i}"))];

    private static string Places(int from, int count) => string.Concat(Enumerable.Range(from, count).Select(i => $"{{{{v{i}}}}}"));
}
