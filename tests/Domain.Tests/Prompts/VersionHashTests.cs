using PromptGrid.Domain.Common;
using PromptGrid.Domain.Prompts;
using PromptGrid.Domain.Tests.Common;
using static PromptGrid.Domain.Tests.Prompts.Samples;

namespace PromptGrid.Domain.Tests.Prompts;

/// <summary>The hash of a version depends on all that makes it, and on nothing else.</summary>
public sealed class VersionHashTests
{
    [Fact]
    public void The_hash_of_the_sample_is_fixed_for_ever() =>
        Assert.Equal(
            ContentHash.Of("chat", "Cook for {{guests}} with {{mood}}.", "{\"temperature\":0.7,\"extra\":{\"house\":\"é\"}}", "2",
                "system", "You are a {{role}}.", "user", "Start.",
                "guests", "number", "1", "4", "How many eat",
                "mood", "string", "1", null, null,
                "role", "string", "1", null, null),
            Publish(Full).Version.ContentHash);

    [Fact]
    public void Every_part_of_a_version_changes_its_hash()
    {
        var prompt = Publish(Full);
        var v = prompt.Variables[0];
        PromptDocument[] others =
        [
            prompt with { Type = "text" },
            prompt with { Content = prompt.Content + " " },
            prompt with { Parameters = RawJson.EmptyObject },
            prompt with { Messages = [] },
            prompt with { Messages = [.. prompt.Messages.Reverse()] },
            prompt with { Messages = [prompt.Messages[0] with { Role = "user" }, prompt.Messages[1]] },
            prompt with { Variables = [] },
            prompt with { Variables = [.. prompt.Variables.Reverse()] },
            prompt with { Variables = [v with { Name = "x" }, .. prompt.Variables[1..]] },
            prompt with { Variables = [v with { Type = "string" }, .. prompt.Variables[1..]] },
            prompt with { Variables = [v with { Required = false }, .. prompt.Variables[1..]] },
            prompt with { Variables = [v with { Default = null }, .. prompt.Variables[1..]] },
            prompt with { Variables = [v with { Description = null }, .. prompt.Variables[1..]] },
        ];
        Assert.Equal(others.Length + 1, others.Append(prompt).Select(PromptRules.HashOf).Distinct().Count());
    }

    [Fact]
    public void Nothing_else_changes_it()
    {
        var prompt = Publish(Full);
        var other = prompt with
        {
            Id = "x",
            OwnerId = "x",
            Slug = "x",
            Title = "x",
            Description = "x",
            SubType = "x",
            Tags = [],
            Models = [],
            Category = "x",
            License = "x",
            Language = "x",
            Example = null,
            Visibility = "private",
            Version = new PromptVersion(9, "9.9.9", "x", Later, "x"),
            Origin = null,
            ImportIdentity = "x",
            CreatedAt = Later,
            UpdatedAt = Later,
            DeletedAt = Later,
            ForkedFrom = new ForkSource("x", 1, "x", "x", "x"),
        };
        Assert.Equal(PromptRules.HashOf(prompt), PromptRules.HashOf(other));
    }

    [Fact]
    public void Messages_and_variables_cannot_run_into_one_another()
    {
        var prompt = Publish();
        var messages = prompt with { Messages = [.. Enumerable.Repeat(new PromptMessage("string", "string"), 5)] };
        var variables = prompt with { Variables = [.. Enumerable.Repeat(new PromptVariable("string", "string", true, new RawJson("string"), "string"), 2)] };
        Assert.NotEqual(PromptRules.HashOf(messages), PromptRules.HashOf(variables));
    }

    [Fact]
    public void An_edit_has_the_hash_of_publishing_its_outcome() => Seeded.Runs(200, random =>
    {
        string Text() => string.Concat(Enumerable.Range(0, random.Next(1, 5)).Select(_ => "a{{v}} b"[random.Next(8)..]));
        var first = Publish(Small with { Content = Text() + "x", Parameters = new RawJson($"{{\"n\":{random.Next(3)}}}") });
        var draft = new PromptDraft { Content = Text() + "x", Parameters = new RawJson($"{{\"n\":{random.Next(3)}}}"), Messages = random.Next(2) == 0 ? [] : [new PromptMessage("user", Text() + "x")] };
        var edited = Edit(first, draft, "content", "parameters", "messages", "variables");
        var published = Publish(draft with { Title = "Other", Type = first.Type });
        Assert.Equal(published.Version.ContentHash, edited.Version.ContentHash);
        Assert.Equal(edited.Version.ContentHash == first.Version.ContentHash, edited.Version.Number == 1);
    });
}
